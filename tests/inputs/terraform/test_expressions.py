"""What expressions come to, as far as a module alone tells."""

import pytest

from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.module import Module, ModuleFile
from iamscope.inputs.terraform.values import Value
from iamscope.source import Source
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Object

MODULE = """
variable "name" { default = "reports" }
variable "none" {}
locals {
  list   = ["a", "b"]
  object = { one = "1", two = { three = [3] }, "a b" = true }
  loop   = local.loop
  deep   = local.list
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
"""


def evaluate(expression: str, *, truth: bool = True) -> Value:
    file = ModuleFile(Source("main.tf", f"{MODULE}\nlocals {{\n  x = {expression}\n}}\n"), is_json=False)
    assert file.problem is None
    module = Module(None, [file])
    return Evaluator(module, Assumptions(truth=truth)).evaluate(module.locals["x"].expression)


def plain(value: Json) -> object:
    """A value in Python's terms; unknown ones are `?`."""
    if value == UNKNOWN:
        return "?"
    if isinstance(value, Object):
        return {name.replace(HOLE, "?"): plain(item) for name, item in value}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.replace(HOLE, "?") if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"text"', "text"),
        ("12", "12"),
        ("-1.5", "-1.5"),
        ("1e3", "1e3"),
        ("true", True),
        ("null", None),
        ('["a", 1, null,]', ["a", "1", None]),
        ('{ "b" : 2, (local.list[0]) = 3, "${var.name}-x" = 4 }', {"b": "2", "a": "3", "reports-x": "4"}),
        ("{ a = 1\n b = 2 }", {"a": "1", "b": "2"}),
        ("{ (var.none) = 1 }", {"?": "1"}),
        ("(local.list)", ["a", "b"]),
        ("local.deep[1]", "b"),
        ("local.list.0", "a"),
        ("local.list[7]", "?"),
        ("local.object.one", "1"),
        ('local.object["a b"]', True),
        ("local.object.two.three[0]", "3"),
        ("local.object.missing", "?"),
        ("local.missing", "?"),
        ("local.loop", "?"),
        ("[{ id = 1 }, { id = 2 }][*].id", ["1", "2"]),
        ("var.name", "reports"),
        ("var.none", "?"),
        ("each.value", "?"),
        ("count.index", "?"),
        ("aws_s3_bucket.b.arn", "?"),
        ("data.aws_region.r.name", "?"),
        ('"a${var.name}b${var.none}c"', "areportsb?c"),
        ('"${local.list}"', ["a", "b"]),
        ('"x${local.list}"', "x?"),
        ('"${true}${12}"', "true12"),
        (r'"\"\\\t\u00e9\U0001f600$${a}%%{b}"', '"\\\té😀${a}%{b}'),
        ('"a ${~ "b" ~} c"', "abc"),
        ('"%{if var.none}a%{endif}b"', "ab"),
        ('"%{if !var.none}a%{else}${var.name}%{endif}b"', "reportsb"),
        ('"%{for x in local.list}${x},%{endfor}c"', "a,b,c"),
        ('"%{for k, v in { a = 1 }}${k}${v}%{if true}!%{endif}%{endfor}"', "a1!"),
        ('"%{for x in var.none}${x},%{endfor}c"', "?,c"),
        ('"%{for x in [1, 2, 3]~} ${x} %{endfor~} c"', "1 2 3 c"),
        ("<<A\n x\n  y\nA\n", " x\n  y\n"),
        ("<<-A\n    x\n\n      ${var.name}\n    A\n", "x\n\n  reports\n"),
        ("<<-A\r\n    x\r\n\r\n      y\r\n    A\r\n", "x\r\n\r\n  y\r\n"),
        ('var.none ? "yes" : "no"', "yes"),
        ('!var.none ? "yes" : "no"', "no"),
        ('var.none != "a" ? "yes" : "no"', "no"),
        ('1 == 1 && true ? "yes" : "no"', "yes"),
        ('"a" == "b" || false ? "yes" : "no"', "no"),
        ("1 + 1", "?"),
        ('[for x in local.list : upper(x) if x != "a"]', ["B"]),
        ("{ for k, v in { a = 1 } : v => k }", {"1": "a"}),
        ("[for x in var.none : x]", "?"),
        ("[for i, x in local.list : i]", ["0", "1"]),
        ("provider::aws::arn_parse(var.name)", "?"),
        ("nosuchfunction(1)", "?"),
        ("jsonencode(local.object).one", "?"),
    ],
)
def test_expressions(expression: str, expected: object) -> None:
    assert plain(evaluate(expression).json) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("concat(local.list, [1], var.none)", ["a", "b", "1", "?"]),
        ("concat(local.list...)", ["?", "?"]),
        ("flatten([local.list, [[1]], var.none])", ["a", "b", "1", "?"]),
        ('compact(["", "a", null])', ["a"]),
        ('distinct(["a", "b", "a"])', ["a", "b"]),
        ('toset(["a", "a"])', ["a"]),
        ("setunion(local.list, local.list)", ["a", "b"]),
        ("merge({ a = 1, b = 2 }, { b = 3 })", {"a": "1", "b": "3"}),
        ("merge({ a = 1 }, var.none)", {"a": "?", "?": "?"}),
        ('format("%s-%d%%", "a", 1)', "a-1%"),
        ('format("%s-%s", "a", var.none)', "a-?"),
        ('format("%s")', "?"),
        ('format("%05d", 1)', "?"),
        ('formatlist("arn:%s", local.list)', ["arn:a", "arn:b"]),
        ('formatlist("%s/%s", local.list, "x")', ["a/x", "b/x"]),
        ('join(",", local.list)', "a,b"),
        ('join(",", ["a", var.none])', "a,?"),
        ('join(",", var.none)', "?"),
        ('split(",", "a,b")', ["a", "b"]),
        ('replace("a-b", "-", "_")', "a_b"),
        ('replace("a-b", "/-/", "_")', "?"),
        ('lower("A")', "a"),
        ("lower(var.none)", "?"),
        ('trimspace(" a ")', "a"),
        ('trimprefix("aws:x", "aws:")', "x"),
        ('trimsuffix("a/", "/")', "a"),
        ('coalesce(null, "", "a")', "a"),
        ('coalesce(var.none, "a")', "?"),
        ("coalescelist([], local.list)", ["a", "b"]),
        ("coalescelist(var.none, local.list)", "?"),
        ('try("a", "b")', "a"),
        ('try(var.none, "b")', "?"),
        ("keys(local.object)", ["a b", "one", "two"]),
        ("values({ b = 1, a = 2 })", ["2", "1"]),
        ('lookup(local.object, "one", "x")', "1"),
        ('lookup(local.object, "none", "x")', "x"),
        ("element(local.list, 3)", "b"),
        ('element(local.list, "x")', "?"),
        ("one([1])", "1"),
        ("length(local.list)", "2"),
        ('contains(local.list, "a")', True),
        ("jsondecode(jsonencode(local.list))", ["a", "b"]),
        ('"${jsonencode(local.object)}!"', '{"one": "1", "two": {"three": [3]}, "a b": true}!'),
        ('"${jsonencode([var.none])}!"', "?!"),
        ("data.aws_iam_policy_document.d[0].json == data.aws_iam_policy_document.d.json", True),
        ("data.aws_iam_policy_document.e.json", "?"),
        ('file("x")', "?"),
    ],
)
def test_functions(expression: str, expected: object) -> None:
    assert plain(evaluate(expression).json) == expected


def test_the_other_truth() -> None:
    assert evaluate('"%{if var.none}a%{endif}b%{for x in var.none}c%{endfor}"', truth=False).json == f"{HOLE}b{HOLE}"
    assert evaluate('var.none ? "yes" : "no"', truth=False).json == "no"
    assert evaluate('var.none ? "yes" : ""', truth=False).json == UNKNOWN
    assert evaluate("var.none ? [1] : []", truth=False).json == [UNKNOWN]
    assert evaluate("false ? [1] : []", truth=False).json == []
    assert evaluate('var.none == null ? "yes" : "no"', truth=False).json == "no"
    assert evaluate('var.none != null ? "yes" : "no"', truth=False).json == "yes"


@pytest.mark.parametrize(
    ("expression", "path", "text"),
    [
        ('["a", "b"]', (1,), '"b"'),
        ("concat(local.list, [var.none])", (1,), '"b"'),
        ("concat(local.list, [var.none])", (2,), "var.none"),
        ("[var.name]", (0,), "var.name"),
        ('{ a = { b = "c" } }', (0, 0), '"c"'),
        ('["x${local.list[0]}"]', (0,), '"x${local.list[0]}"'),
    ],
)
def test_places(expression: str, path: tuple[int, ...], text: str) -> None:
    value = evaluate(expression)
    for step in path:
        value = value.child(step)
    assert value.origin.place.span.text == text

"""What is HCL, and where a text stops being it."""

import pytest

from iamscope.inputs.terraform.hcl import Hcl
from iamscope.inputs.terraform.module import ModuleFile
from iamscope.source import Source


@pytest.mark.parametrize(
    "expression",
    [
        '"\\\\d+"',
        '"$"',
        '"100%{~ if a ~}x%{~ endif ~}"',
        '"${a ? "b" : "c"}"',
        "f(x...)[0].y",
        "[\n 1, # c\n 2, // d\n /* e */ 3,\n]",
        "{\n # c\n a = 1 // x\n\n b : 2,\n}",
        "a[*].b.*.c.0",
        '<<EOF\n"quotes" \\ back $ % $x %x $${a}\nEOF',
        "f(<<-EOT\n  x\n  EOT\n  , 2)",
        "(\n a\n ? b\n : c\n)",
        "1.5e-3",
        "provider::aws::arn_parse(b)",
        '{ for k, v in a : k => v... if v != "" }',
        "<<EOF\n%{ for x in y ~}\n${x}\n%{ endfor ~}\nEOF",
        '"é${é}😀"',
        "{ (a) = 1, a.b = 2 }",
        "!(a && -b >= c % d)",
    ],
)
def test_sound_expressions(expression: str) -> None:
    assert Hcl(Source("main.tf", f"locals {{\n  x = {expression}\n  y = 1e5\n}}\n")).first_error() is None


@pytest.mark.parametrize("text", ["", "# c", "a {}", "a { b = 1 }", "a = <<EOF\nx\nEOF", "a {\r\n b = 1\r\n}\r\n"])
def test_sound_files(text: str) -> None:
    assert Hcl(Source("main.tf", text)).first_error() is None


SOUND = 'resource "a" "sound" {\n  policy = 1\n}\n'


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ('resource "a" "b" {\n  x = 1\n\n', 4),
        ("}\n", 4),
        ('resource "a" "b" {\n  x = \n  y = 2\n}\n', 5),
        ('resource "a" "b" {\n  x = = 2\n}\n', 5),
        ('resource "a" "b" {\n  x = "abc\n}\n', 5),
        ('resource "a" "b" {\n  x = ["a", "b"\n  y = 1\n}\n', 5),
        ('resource "a" "b" {\n  x = <<EOF\n abc\n}\n', 5),
        ("<<<<<<< HEAD\n", 4),
    ],
)
def test_what_is_broken_is_told_near_its_place_and_harms_nothing_else(broken: str, line: int) -> None:
    file = ModuleFile(Source("main.tf", SOUND + broken + SOUND), is_json=False)
    assert file.problem is not None
    assert file.problem.span is not None
    assert 0 <= file.problem.span.start_position.line - line <= 3
    assert [block.labels for block in file.blocks].count(("a", "sound")) == 2


def test_places_are_counted_in_characters() -> None:
    hcl = Hcl(Source("main.tf", 'é = "😀"\nlocals = "ü${a}"\n'))
    texts = [hcl.document.source.text[slice(*hcl.span(node))] for node in hcl.root.children[0].children]
    assert texts == ['é = "😀"', 'locals = "ü${a}"']

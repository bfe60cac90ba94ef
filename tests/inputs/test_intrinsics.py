"""What CloudFormation's functions make, as far as a template tells; the rest is a hole."""

import json
import time

import pytest

from iamscope.inputs.intrinsics import Resolver, Template
from iamscope.inputs.yaml_files import documents
from iamscope.source import Source
from iamscope.syntax.derived import Resolved
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Object

PARAMETERS = """
Text: {Type: String, Default: text}
Number: {Type: Number, Default: 12}
Empty: {Type: String, Default: " "}
None: {Type: String}
List: {Type: CommaDelimitedList, Default: "a, b"}
Subnets: {Type: "List<AWS::EC2::Subnet::Id>", Default: subnet-1}
Vpc: {Type: "AWS::EC2::VPC::Id", Default: vpc-1}
Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /name}
Long: {Type: String, Default: %s}
Strange: text
""" % ("x" * 5000)
MAPPINGS = """
Map: {top: {second: mapped, list: [a, b], wrong: {}}}
Strange: text
"""


def document_of(text: str) -> Object:
    (document,) = documents(Source("x.yaml", text))
    assert isinstance(document.value, Object)
    return document.value


TEMPLATE = document_of(PARAMETERS), document_of(MAPPINGS)


def resolved(text: str, **conditions: bool) -> Resolved | None:
    (document,) = documents(Source("x.yaml", f"x: {text}"))
    value = document.value_at((0,))
    return Resolver(Template(*TEMPLATE), conditions).resolve(value, document.root.child(0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("!Ref Text", "text"),
        ("!Ref Number", "12"),
        ("!Ref Vpc", "vpc-1"),
        ("!Ref List", ["a", "b"]),
        ("!Ref Subnets", ["subnet-1"]),
        ("[!Ref AWS::NoValue, a]", ["a"]),
        ("{k: !Ref AWS::NoValue, l: a}", {"l": "a"}),
        ("!Ref Empty", UNKNOWN),
        ("!Ref None", UNKNOWN),
        ("!Ref Stored", UNKNOWN),
        ("!Ref Long", UNKNOWN),
        ("!Ref Strange", UNKNOWN),
        ("!Ref AWS::Region", UNKNOWN),
        ("!Ref Elsewhere", UNKNOWN),
        ("!Ref [a]", UNKNOWN),
        ("!GetAtt a.b", UNKNOWN),
        ("!Sub a${Text}b", "atextb"),
        ("!Sub a${ Text }b", "atextb"),
        ("!Sub a${AWS::Partition}b${None}c", f"a{HOLE}b{HOLE}c"),
        ("!Sub a${Resource.Arn}", f"a{HOLE}"),
        ("!Sub '${!aws:username}/${aws:username}'", f"${{aws:username}}/{HOLE}"),
        ("!Sub ['${A}-${B}-${Text}', {A: 1, B: !Ref None}]", f"1-{HOLE}-text"),
        ("!Sub ['${Text}', {Text: own}]", "own"),
        ("!Sub ['${A}', {A: !Sub '${Text}!'}]", "text!"),
        ("!Sub ['${A}', {A: [list]}]", HOLE),
        ("!Sub [a]", UNKNOWN),
        ("!Sub ''", ""),
        ("!Sub '${unclosed'", "${unclosed"),
        ("!Join [':', [a, !Ref Text, !Ref None]]", f"a:text:{HOLE}"),
        ("!Join ['', !Ref List]", "ab"),
        ("!Join ['', !Ref None]", UNKNOWN),
        ("!Join [a]", UNKNOWN),
        ("!Select [1, [a, b]]", "b"),
        ("!Select [1, !Ref List]", "b"),
        ("!Select [2, [a, b]]", UNKNOWN),
        ("!Select [!Ref None, [a, b]]", UNKNOWN),
        ("!Select [0, [{k: !Ref Text}]]", {"k": "text"}),
        ("!Split [',', 'a,b']", ["a", "b"]),
        ("!Split [',', !Sub '${None}']", UNKNOWN),
        ("!Split ['', a]", UNKNOWN),
        ("!FindInMap [Map, top, second]", "mapped"),
        ("!FindInMap [Map, top, list]", ["a", "b"]),
        ("!FindInMap [Map, top, wrong]", UNKNOWN),
        ("!FindInMap [Map, !Ref None, second]", UNKNOWN),
        ("!FindInMap [Map, top]", UNKNOWN),
        ("!FindInMap [Strange, top, second]", UNKNOWN),
        ("!If [Yes, a, b]", "a"),
        ("!If [No, a, b]", "b"),
        ("[!If [No, a, !Ref AWS::NoValue]]", UNKNOWN),
        ("[]", []),
        ("!If [Undefined, a, b]", UNKNOWN),
        ("!If [Yes, a]", UNKNOWN),
        ("!ImportValue a", UNKNOWN),
        ("!Base64 a", UNKNOWN),
        ("!ToJsonString {a: !Ref Text}", {"a": "text"}),
        ("!Transform {Name: AWS::Include}", UNKNOWN),
        ("{Fn::Transform: {Name: AWS::Include}}", UNKNOWN),
        ("{a: {b: {c: 1, Fn::Transform: {}}}}", {"a": {"b": UNKNOWN}}),
        ("{Ref: Text, b: 1}", {"Ref": "Text", "b": "1"}),
    ],
)
def test_values(text: str, expected: object) -> None:
    found = resolved(text, Yes=True, No=False)
    assert found is not None
    assert plain(found.value) == expected


def plain(value: Json) -> object:
    if isinstance(value, Object):
        return {name: plain(item) for name, item in value}
    return [plain(item) for item in value] if isinstance(value, list) else value


def test_nothing_at_all() -> None:
    assert resolved("!Ref AWS::NoValue") is None
    assert resolved("!If [No, a, !Ref AWS::NoValue]", No=False) is None


@pytest.mark.parametrize(
    ("text", "part", "written"),
    [
        ("!Sub 'one ${Text} two'", "two", "two"),
        ("!Sub 'one ${Text} two'", "text", "${Text}"),
        ("!Sub 'one ${Text} two'", "ext tw", "${Text} tw"),
        ("!Sub 'one ${Text} two'", "one text two", "one ${Text} two"),
        ('!Sub "t\\u0077o ${!aws:username}"', "${aws:username}", "${!aws:username}"),
        ("!Sub ['${A} two', {A: 'on''e'}]", "'e", "''e"),
        ("!Sub ['${A} two', {A: !Sub '<${Text}>'}]", ">", ">"),
        ("!Join [', ', [one, !Ref Text, 'thr''ee']]", "'ee", "''ee"),
        ("!Join [', ', [one, !Ref Text]]", "text", "Text"),
        ("!Select [1, [one, two]]", "two", "two"),
        ("!FindInMap [Map, top, second]", "mapped", "[Map, top, second]"),
        ("!Join ['', ['{', !Join [',', ['\"a\"', two]]]]", "two", "two"),
    ],
)
def test_every_part_knows_where_it_was_written(text: str, part: str, written: str) -> None:
    found = resolved(text)
    assert found is not None
    assert isinstance(found.value, str)
    place, start = found.place, found.value.index(part)
    assert place.document.in_string(place.steps, start, start + len(part)).text == written


def test_what_comes_first_may_stand_last() -> None:
    text = "a: &a one\nb: &b two\nx: !Sub ['${A}-${B}', {A: *b, B: *a}]"
    (document,) = documents(Source("x.yaml", text))
    found = Resolver(Template(Object(), Object()), {}).resolve(document.value_at((2,)), document.root.child(2))
    assert found is not None
    assert found.value == "two-one"
    place = found.place
    assert place.document.in_string((), 4, 7).text == "one"
    assert place.document.in_string((), 0, 7).text == "'${A}-${B}'"


def test_what_has_no_functions_stays_what_it_was() -> None:
    found = resolved("{a: [b, {c: d}]}")
    assert found is not None
    assert found.place.document.source.path == "x.yaml"
    assert found.place.span.text == "{a: [b, {c: d}]}"


@pytest.mark.parametrize(
    "text",
    [
        "!Join ['', [" + "!Ref Filler, " * 20_000 + "]]",
        "[" + "!Ref Items, " * 50_000 + "]",
        "!Sub '" + "${Filler}" * 20_000 + "'",
        "[" + "!Sub '" + "${Filler}" * 40 + "', " * 1 + "!Join ['', [!Ref Filler, !Ref Filler]], " * 20_000 + "]",
        "!Sub [a, {" + ", ".join(f"k{number}: !Ref Filler" for number in range(20_000)) + "}]",
    ],
    ids=["join", "lists", "sub", "many", "map"],
)
def test_a_template_makes_only_so_much(text: str) -> None:
    filler = f"Filler: {{Type: String, Default: {'x' * 4000}}}\n"
    items = f"Items: {{Type: CommaDelimitedList, Default: '{'a,' * 199}a'}}\n"
    (document,) = documents(Source("x.yaml", f"x: {text}"))
    template = Template(document_of(filler + items), Object())
    started = time.process_time()
    found = Resolver(template, {}).resolve(document.value_at((0,)), document.root.child(0))
    assert found is not None
    assert len(json.dumps(found.value)) < 60_000_000
    assert time.process_time() - started < 5

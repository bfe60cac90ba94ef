"""What other tools put in later is told from policy variables, and becomes a hole in its place."""

import time

import pytest

from iamscope.inputs.filling import fill, quote_bare_holes
from iamscope.inputs.placeholders import Finder, all_placeholders, foreign, markup
from iamscope.source import Source
from iamscope.syntax.document import Document, Place
from iamscope.syntax.json_value import HOLE


def found(find: Finder, text: str) -> list[str]:
    return [text[start:end] for start, end in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arn:aws:s3:::{{ bucket }}/*", ["{{ bucket }}"]),
        ("{{{raw}}}{{ .Values.x }}", ["{{{raw}}}", "{{ .Values.x }}"]),
        ("{{resolve:ssm:/a/b:1}}", ["{{resolve:ssm:/a/b:1}}"]),
        ("<%= account %>", ["<%= account %>"]),
        ("%{ if x }%{account}", ["%{ if x }", "%{account}"]),
        ("$(ACCOUNT)/$(not a name)", ["$(ACCOUNT)"]),
        ("{{ never closed", []),
        ("{{" + "x" * 400 + "}}", []),
        ("100%, {braces}, <tags>, $5", []),
        ("execute-api:/Prod/*", []),
        ("${ACCOUNT}", []),
    ],
)
def test_markup(text: str, expected: list[str]) -> None:
    assert found(markup, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${ACCOUNT}", ["${ACCOUNT}"]),
        ("${AWS::Region}", ["${AWS::Region}"]),
        ("${self:custom.${opt:stage}.arn}", ["${self:custom.${opt:stage}.arn}"]),
        ("${opt:stage, 'dev'}", ["${opt:stage, 'dev'}"]),
        ("${VAR:-default}", ["${VAR:-default}"]),
        ("${ssm:/path/to/it}", ["${ssm:/path/to/it}"]),
        ("${aws:region}:${aws:accountId}", ["${aws:region}", "${aws:accountId}"]),
        ("${aws_s3_bucket.x.arn}", ["${aws_s3_bucket.x.arn}"]),
        ("${aws:username} ${aws:PrincipalTag/team, 'x'} ${aws:usrname}", []),
        ("${redshift:DbUser} ${transfer:HomeFolder} ${s3:prefix} ${saml:sub} ${*} ${?} ${$}", []),
        ("${www.amazon.com:user_id} ${cognito-identity.amazonaws.com:sub}", []),
        ("${unclosed", []),
        ("execute-api:/Prod/*", ["execute-api:"]),
        ("${A}{{b}}${C}", ["${A}", "{{b}}", "${C}"]),
        ("{{ ${A} }}", ["{{ ${A} }}"]),
    ],
)
def test_all(text: str, expected: list[str]) -> None:
    assert found(all_placeholders, text) == expected


def test_in_a_template_names_without_a_source_are_not_foreign() -> None:
    assert found(foreign, "${Bucket} ${AWS::Region} ${self:custom.x} {{ y }}") == ["${self:custom.x}", "{{ y }}"]


@pytest.mark.parametrize("text", ["{{", "${", "${${}${}", "${${${${}", "{{ }", "%{", "$(", "<%"])
def test_a_long_text_is_read_in_one_go(text: str) -> None:
    started = time.process_time()
    list(all_placeholders(text * 200_000))
    assert time.process_time() - started < 5


def place(text: str) -> Place:
    return Document.from_text(Source("x.json", text)).root


def test_holes_stand_where_the_placeholders_are_written() -> None:
    filled = fill(place('{"a{{x}}": ["b", "\\u0063${X}d"], "e": {"f": 1}}'), all_placeholders)
    assert filled.value == ((f"a{HOLE}", ["b", f"c{HOLE}d"]), ("e", (("f", "1"),)))
    text = filled.child(0).child(1)
    written = [text.document.in_string(text.steps, at, at + 1).text for at in range(3)]
    assert written == ["\\u0063", "${X}", "d"]
    assert text.span.text == '"\\u0063${X}d"'
    assert filled.child(0).key.span.text == '"a{{x}}"'
    assert filled.child(1).span.text == '{"f": 1}'


def test_a_value_without_placeholders_is_left_alone() -> None:
    root = place('{"a": "${aws:username}"}')
    assert fill(root, all_placeholders) is root


def test_a_hole_for_a_whole_value_gets_quotes() -> None:
    outer = place(f'"{{\\"a\\": {HOLE}, \\"b\\": [x{HOLE}.y], \\"c\\": \\"{HOLE}\\"}}"')
    quoted = quote_bare_holes(outer)
    assert quoted.value == f'{{"a": "{HOLE}", "b": ["{HOLE}"], "c": "{HOLE}"}}'
    start = str(quoted.value).index('"b"')
    assert quoted.document.in_string(quoted.steps, start, start + 3).text == '\\"b\\"'

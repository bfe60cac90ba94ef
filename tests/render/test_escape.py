"""What a policy's author wrote cannot leave its place, in any format."""

import html
import json
import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamscope.render import escape

HOSTILE = st.text(
    st.sampled_from("\x1b\x9b\r\n\t\u202e\u2066\u200b\u2028\ud800\udc80:#[]`|<>&@*_\\%,.-/ae日\U000e0041")
)
TEXTS = st.text(st.characters()) | HOSTILE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3:GetObject", "s3:GetObject"),
        ("日本 é", "日本 é"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\u202eabc\u2066", "\\u202eabc\\u2066"),
        ("a\u200bb\xa0c", "a\\u200bb\\xa0c"),
        ("\ud800\udc80", "\\ud800\\udc80"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_visible(text: str, expected: str) -> None:
    assert escape.visible(text) == expected


@given(TEXTS)
def test_a_terminal_gets_nothing_but_what_can_be_seen(text: str) -> None:
    shown = escape.terminal(text)
    assert shown.isprintable()
    shown.encode()
    assert not re.search(r"##\w*\[", shown)


@pytest.mark.parametrize("text", ["::error::x", "  ::add-mask::x", "\u3000::error::x", "\n::error::x"])
def test_a_line_does_not_start_with_a_command(text: str) -> None:
    assert not escape.line_start(text).lstrip().startswith("::")


@given(TEXTS)
def test_no_line_starts_with_a_command(text: str) -> None:
    assert not escape.line_start(text).strip().startswith("::")
    assert not re.search(r"##\w*\[", escape.line_start(text))


def test_commands_of_other_build_machines_are_broken_up() -> None:
    assert escape.terminal("##[error]x ##vso[task.x]y ##teamcity[z]") == (
        "#\\x23[error]x #\\x23vso[task.x]y #\\x23teamcity[z]"
    )
    assert escape.terminal("## heading [1]") == "## heading [1]"


@given(TEXTS)
def test_a_property_of_a_command_ends_where_it_should(text: str) -> None:
    value = escape.command_property(text)
    assert not set(value) & set(":,\r\n")
    decoded = value.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    assert decoded == escape.terminal(text)


@given(TEXTS)
def test_the_message_of_a_command_is_one_line(text: str) -> None:
    message = escape.command_message(text)
    assert message.isprintable()
    assert message.replace("%25", "%") == escape.terminal(text)


@given(TEXTS)
def test_markdown_shows_the_text_letter_by_letter(text: str) -> None:
    shown = escape.markdown(text)
    assert html.unescape(shown) == escape.visible(text)
    assert not set(re.sub("&#[0-9]+;", "", shown)) & set("!#$%&*+-./:<=>?@[\\]^_`{|}~\n\r")


@given(TEXTS)
def test_a_sarif_message_has_no_link(text: str) -> None:
    shown = escape.sarif_message(text)
    assert not re.search(r"(?<!\\)[\[\]]", shown)


@given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)), st.sampled_from([None, 1]))
def test_json_stays_json_and_can_be_printed(value: object, indent: int | None) -> None:
    shown = escape.json_text(json.dumps(value, ensure_ascii=False, indent=indent))
    assert shown.replace("\n", "").isprintable()
    assert not re.search(r"##\w*\[", shown)
    assert json.loads(shown) == without_surrogates(value)


def without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    assert isinstance(value, dict)
    return {without_surrogates(key): without_surrogates(item) for key, item in value.items()}


@given(TEXTS)
def test_a_uri_is_relative_and_plain(path: str) -> None:
    reference = escape.uri(path)
    assert re.fullmatch(r"(?:[A-Za-z0-9_.~/-]|%[0-9A-F]{2})*", reference)
    assert not urlsplit(reference.lstrip("/")).scheme


def test_a_uri_keeps_the_bytes_of_a_file_name() -> None:
    assert escape.uri("dir/a b#c.json") == "dir/a%20b%23c.json"
    assert escape.uri(b"caf\xe9.json".decode("utf-8", "surrogateescape")) == "caf%E9.json"
    assert unquote(escape.uri("日本.json")) == "日本.json"

"""Carets stand under what they mean, whatever a line holds."""

from unicodedata import category, east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamscope.render.cells import lay_out
from iamscope.render.snippet import Mark, draw, gutter_width
from iamscope.render.style import Style
from iamscope.source import Source, Span


def snippet(text: str, *places: tuple[int, int] | tuple[int, int, str], width: int = 80) -> str:
    source = Source("policy.json", text)
    marks = [
        Mark(Span(source, start, end), "-" if number else "^", "", *label)
        for number, (start, end, *label) in enumerate(places)
    ]
    return "\n".join(draw(marks, Style(width=width), gutter_width(marks)))


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        pytest.param("abc", 1, 2, "1 | abc\n  |  ^", id="one character"),
        pytest.param("abc", 1, 1, "1 | abc\n  |  ^", id="a place between characters"),
        pytest.param("abc", 3, 3, "1 | abc\n  |    ^", id="the end of the text"),
        pytest.param("abc\r\ndef", 4, 4, "1 | abc\n  |    ^", id="within a line end"),
        pytest.param("abc\n", 4, 4, "2 |\n  | ^", id="after the last line end"),
        pytest.param("", 0, 0, "1 |\n  | ^", id="an empty file"),
        pytest.param("\ta\tb", 1, 4, "1 |     a    b\n  |     ^^^^^^", id="tabs"),
        pytest.param("日本 x", 1, 2, "1 | 日本 x\n  |   ^^", id="wide characters"),
        pytest.param("e\u0301 x", 3, 4, "1 | e\u0301 x\n  |   ^", id="combining characters"),
        pytest.param("\x1b[ x", 3, 4, "1 | \\x1b[ x\n  |       ^", id="control characters"),
        pytest.param("##[error] x", 10, 11, "1 | #\\x23[error] x\n  |              ^", id="build commands"),
        pytest.param("\ud800 x", 2, 3, "1 | \\ud800 x\n  |        ^", id="lone surrogates"),
        pytest.param("a\u2028b", 2, 3, "1 | a\\u2028b\n  |        ^", id="no line end"),
    ],
)
def test_one_place(text: str, start: int, end: int, expected: str) -> None:
    assert snippet(text, (start, end)) == expected


def test_a_place_of_several_lines_shows_its_first_and_last() -> None:
    text = "[\n  {\n    1,\n    2,\n    3\n  }\n]\n"
    assert (
        snippet(text, (4, text.index("}") + 1))
        == """\
2 |   {
  |   ^
...
6 |   }
  |   ^"""
    )


def test_one_line_between_two_others_is_shown() -> None:
    assert (
        snippet("{\n  1\n}", (0, 7))
        == """\
1 | {
  | ^
2 |   1
3 | }
  | ^"""
    )


def test_places_of_several_lines() -> None:
    text = "".join(f"line {number}\n" for number in range(1, 121))
    assert (
        snippet(text, (text.index("line 100"), text.index("line 100") + 4, "here"), (0, 4, "there"))
        == """\
  1 | line 1
    | ---- there
...
100 | line 100
    | ^^^^ here"""
    )


def test_places_that_overlap_get_lines_of_their_own() -> None:
    assert (
        snippet("abcdef", (0, 4), (2, 6), (2, 6))
        == """\
1 | abcdef
  | ^^^^
  |   ----"""
    )


LONG = '{"Action": [' + ", ".join(f'"s3:Action{number}"' for number in range(1000)) + "]}"


def test_a_long_line_shows_what_is_around_the_place() -> None:
    start = LONG.index('"s3:Action500"')
    assert (
        snippet(LONG, (start, start + 14), width=70)
        == """\
1 | …on498", "s3:Action499", "s3:Action500", "s3:Action501", "s3:Acti…
  |                          ^^^^^^^^^^^^^^"""
    )


def test_a_long_line_with_places_far_apart_is_shown_in_pieces() -> None:
    first, last = LONG.index('"s3:Action0"'), LONG.index('"s3:Action999"')
    assert (
        snippet(LONG, (first, first + 12), (last, last + 15), width=60)
        == """\
1 | {"Action": ["s3:Action0", "s3:Action1", "s3:Action2", …
  |             ^^^^^^^^^^^^
1 | …996", "s3:Action997", "s3:Action998", "s3:Action999"]}
  |                                        ---------------"""
    )


def test_a_place_longer_than_the_line_is_shown_from_its_beginning() -> None:
    assert (
        snippet("x" * 500, (100, 490), width=84)
        == f"""\
1 | …{"x" * 78}…
  | {" " * 25}{"^" * 54}"""
    )


TEXTS = st.text(
    st.sampled_from('ab{}":, \t\n\r日é\u0301\u200d\x1b\x9b\u202e\ud800🙂#[') | st.characters(), max_size=150
)


def columns(shown: str) -> str:
    """A line with one character for each column."""
    return "".join(
        character * (2 if east_asian_width(character) in "WF" else 1)
        for character in shown
        if category(character) not in ("Mn", "Me")
    )


@given(TEXTS, st.data(), st.integers(0, 120))
def test_carets_stand_under_what_they_mean(text: str, data: st.DataObject, width: int) -> None:
    line = text.replace("\n", "").replace("\r", "")
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    shown, carets = snippet(line, (start, end), width=width).split("\n")
    row = columns(shown)
    assert len(row) <= max(width, 48 + 4)
    left, right = carets.index("^"), carets.rindex("^") + 1
    above = row[left:right].rstrip("…")
    meant = columns("".join(lay_out(line[start:end]).shown))
    assert meant.startswith(above.rstrip()) or start == end


@given(TEXTS, st.lists(st.tuples(st.integers(0, 150), st.integers(0, 150)), min_size=1, max_size=4), st.integers(0, 99))
def test_any_places_of_any_text_can_be_shown(text: str, places: list[tuple[int, int]], width: int) -> None:
    spans = [tuple(sorted((min(start, len(text)), min(end, len(text))))) for start, end in places]
    shown = snippet(text, *spans, width=width)  # type: ignore[arg-type]
    assert all(character == "\n" or character.isprintable() for character in shown)
    assert "^" in shown

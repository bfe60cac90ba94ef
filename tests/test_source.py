"""Lines, positions, spans, and the way from a decoded text to the one around it."""

import pytest

from iamscope.source import Embedding, Piece, Source, Span


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb", ["a", "b"]),
        ("a\rb\nc", ["a\rb", "c"]),  # a lone carriage return ends no line
        ("a\u2028b\u2029c\x85d\x0be\x0cf\nz", ["a\u2028b\u2029c\x85d\x0be\x0cf", "z"]),
        ("\n\n", ["", "", ""]),
    ],
)
def test_lines_end_at_line_feeds_only(text: str, lines: list[str]) -> None:
    source = Source("x", text)
    assert source.line_count == len(lines)
    assert [source.line(number) for number in range(1, len(lines) + 1)] == lines


@pytest.mark.parametrize(
    ("offset", "position"),
    [(0, (1, 0, 0)), (1, (1, 1, 1)), (2, (1, 2, 2)), (3, (2, 0, 3)), (4, (2, 1, 4)), (99, (2, 2, 5)), (-1, (1, 0, 0))],
)
def test_position(offset: int, position: tuple[int, int, int]) -> None:
    assert Source("x", "a\r\nbc").position(offset) == position


def test_columns_count_characters() -> None:
    assert Source("x", "é\U0001f600\u2028x\ny").position(3) == (1, 3, 3)


def test_a_span_knows_its_text_and_its_ends() -> None:
    span = Span(Source("x", "one\ntwo"), 2, 5)
    assert span.text == "e\nt"
    assert (span.start_position, span.end_position) == ((1, 2, 2), (2, 1, 5))


def test_an_embedding_maps_escapes_as_a_whole() -> None:
    # the string `a\nb` in quotes, from 10: the quote, `a` at 11, the escape at 12 and 13, `b` at 14
    embedding = Embedding([Piece(0, 11, 15), Piece(1, 12, 14, exact=False), Piece(2, 14, 15)], 3)
    assert embedding.span(0, 3) == (11, 15)
    assert embedding.span(1, 2) == (12, 14)
    assert embedding.span(2, 3) == (14, 15)
    assert embedding.span(0, 1) == (11, 12)
    assert embedding.span(3, 3) == (15, 15)


def test_an_embedding_of_which_only_the_whole_is_known() -> None:
    assert Embedding.whole(4, 20, 9).span(2, 5) == (4, 20)

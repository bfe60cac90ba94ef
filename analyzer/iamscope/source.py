"""Texts, spans in them, and the way from an embedded text to the file around it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Position(NamedTuple):
    """A place as people and AWS count: line from 1, column from 0 in characters of that line, offset from 0."""

    line: int
    column: int
    offset: int


class Source:
    """A text that was read, and the path to show for it (`/` between folders, whatever the system).

    Lines end at `\\n` only: breaking at U+2028 or form feeds would shift every later line. A `\\r` before it
    belongs to the line end. Names that a text leaves open (`${Bucket}`) mean the same in all sources of one `scope`,
    by default those of one path; versions of a file that lie apart share one.
    """

    __slots__ = ("_starts", "path", "scope", "text")

    def __init__(self, path: str, text: str, scope: str | None = None) -> None:
        self.path = path
        self.text = text
        self.scope = path if scope is None else scope
        self._starts: list[int] | None = None

    @property
    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            found = self.text.find("\n")
            while found >= 0:
                starts.append(found + 1)
                found = self.text.find("\n", found + 1)
            self._starts = starts
        return self._starts

    @property
    def line_count(self) -> int:
        return len(self._line_starts)

    def position(self, offset: int) -> Position:
        """The line and column of a character offset; an offset past the end counts as the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1], offset)

    def line_start(self, number: int) -> int:
        """The offset at which a line, counted from 1, begins."""
        return self._line_starts[number - 1]

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line end."""
        starts = self._line_starts
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].removesuffix("\r")


class Span(NamedTuple):
    """A stretch of a text in characters, `end` exclusive."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def start_position(self) -> Position:
        return self.source.position(self.start)

    @property
    def end_position(self) -> Position:
        return self.source.position(self.end)


class Piece(NamedTuple):
    """A stretch of a decoded text, from `inner` to the next piece, and where it stands in the text around it.

    An `exact` one is mapped character by character, any other (an escape, a hole) as a whole.
    """

    inner: int
    start: int
    end: int
    exact: bool = True


class Embedding:
    """Maps stretches of a decoded text to stretches of the text that it was written in."""

    __slots__ = ("_inner", "_length", "_pieces")

    def __init__(self, pieces: Sequence[Piece], length: int) -> None:
        """`pieces` in order, the first at 0; `length` is that of the decoded text."""
        self._pieces = pieces
        self._inner = [piece.inner for piece in pieces]
        self._length = length

    @classmethod
    def whole(cls, start: int, end: int, length: int) -> Embedding:
        """An embedding that knows no more than where all of the text stands."""
        return cls([Piece(0, start, end, exact=False)], length)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the decoded text stands; an empty one is a place between two characters."""
        if start >= end:
            place = self._map(start, is_end=start >= self._length)
            return place, place
        return self._map(start, is_end=False), self._map(end, is_end=True)

    def is_sharp(self, start: int, end: int) -> bool:
        """Whether every character of a stretch, and where it begins and ends, has a place of its own in the text."""
        for number in range(self._number(start), len(self._pieces)):
            inner, _, _, exact = self._pieces[number]
            if inner > start and inner >= end:
                break
            following = self._inner[number + 1] if number + 1 < len(self._inner) else self._length
            if not exact and following - inner > 1:
                return False
        return True

    def pieces(self, start: int, end: int) -> list[Piece]:
        """The pieces of a stretch of the decoded text, counted from its start."""
        found = []
        for number in range(self._number(start), len(self._pieces)):
            inner, outer_start, outer_end, exact = self._pieces[number]
            if inner >= end:
                break
            cut = max(0, start - inner)
            found.append(Piece(inner + cut - start, outer_start + cut if exact else outer_start, outer_end, exact))
        return found

    def _number(self, inner: int) -> int:
        return max(0, bisect_right(self._inner, inner) - 1)

    def _map(self, inner: int, *, is_end: bool) -> int:
        # the end of a stretch belongs to its last character: indentation that is left out may follow that
        piece = self._pieces[self._number(inner - is_end)]
        if piece.exact:
            return piece.start + inner - piece.inner
        return piece.end if is_end else piece.start

"""Texts, spans in them, and the way from an embedded text to the file around it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple


class Position(NamedTuple):
    """A place as people and AWS count: line from 1, column from 0 in characters of that line, offset from 0."""

    line: int
    column: int
    offset: int


class Source:
    """A text that was read, and the path to show for it (`/` between folders, whatever the system).

    Lines end at `\\n` only: breaking at U+2028 or form feeds would shift every later line. A `\\r` before it
    belongs to the line end.
    """

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
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


class Embedding:
    """Maps offsets in a decoded text to offsets in the text that it was written in.

    Only runs are kept: pairs (inner offset, outer offset), each where the distance between the two changes;
    between two pairs both move together.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, runs: list[tuple[int, int]]) -> None:
        self._inner = [inner for inner, _ in runs]
        self._outer = [outer for _, outer in runs]

    def __call__(self, inner: int) -> int:
        run = bisect_right(self._inner, inner) - 1
        return self._outer[run] + inner - self._inner[run]

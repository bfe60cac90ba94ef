"""Suppressions in comments: which comments hold one, and what it reaches.

A comment behind something reaches findings that begin on its line; if that line only opens something (it ends with
`:`, `-`, `{`, `[`, `(`, or the mark of a block scalar), also those inside what begins on the line. A comment on a line
of its own, or several of them, reach all that begins on the line right below, with all inside. An empty line in between
cuts the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from iamscope.accepted.suppressions import Suppression, read_comment
from iamscope.source import Source, Span

_OPENS = re.compile(r"(?:[:{\[(]|(?:^|[\s:-])-|[|>][-+0-9]{0,2})$")
_WORDS = re.compile(r"iamscope\s*:\s*ignore", re.IGNORECASE)


class Comment(NamedTuple):
    """A comment with its marks, and its text without them."""

    start: int
    end: int
    text: str


class Element(NamedTuple):
    """A stretch that a comment may be about: a member with its name, an item of a list, a block."""

    start: int
    end: int


def suppressions_in(
    source: Source,
    comments: Callable[[Source], Iterable[Comment]],
    elements: Callable[[Source], Iterable[Element]],
) -> Iterator[Suppression]:
    """The suppressions in a text, by its format's ways to find comments and elements."""
    if not _WORDS.search(source.text):
        return
    found = sorted(comments(source))
    meant = [comment for comment in found if _WORDS.search(comment.text)]
    if not meant:
        return
    reaches = _Reaches(source, found, elements)
    for comment in meant:
        span = Span(source, comment.start, comment.end)
        suppression = read_comment(comment.text, span, reaches.of(comment))
        if suppression is not None:
            yield suppression


class _Reaches:
    """What the comments of a text reach."""

    def __init__(
        self, source: Source, comments: Iterable[Comment], elements: Callable[[Source], Iterable[Element]]
    ) -> None:
        self._source = source
        self._below: dict[int, int] = {}  # by line of a comment: the line below it and all comments that follow
        for comment in sorted(comments, reverse=True):
            if self._stands_alone(comment):
                first, last = source.position(comment.start).line, source.position(comment.end).line
                self._below[first] = self._below.get(last + 1, last + 1)
        self._ends: dict[int, int] = {}  # by line: the end of what begins there
        for start, end in elements(source):
            line = source.position(start).line
            self._ends[line] = max(end, self._ends.get(line, 0))

    def of(self, comment: Comment) -> Span:
        line = self._source.position(comment.start).line
        if not self._stands_alone(comment):
            return self._line(line, with_elements=bool(_OPENS.search(self._before(comment).rstrip())))
        line = self._below[line]
        if line > self._source.line_count or not self._source.line(line).strip():
            return Span(self._source, comment.end, comment.end)
        return self._line(line, with_elements=True)

    def _stands_alone(self, comment: Comment) -> bool:
        return not self._before(comment).strip()

    def _before(self, comment: Comment) -> str:
        """What stands on the line in front of a comment."""
        start = comment.start - self._source.position(comment.start).column
        return self._source.text[start : comment.start]

    def _line(self, number: int, *, with_elements: bool) -> Span:
        """A line, and if wanted to the end of all that begins on it."""
        start = self._source.line_start(number)
        end = start + len(self._source.line(number)) + 1  # what is missing at its end begins on it, too
        return Span(self._source, start, max(end, self._ends.get(number, 0) if with_elements else 0))

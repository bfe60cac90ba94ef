"""Takes entries out of lists that people lay out: between commas, on lines of their own, with comments beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from iamscope.syntax.document import NotEditableError
from iamscope.syntax.edits import Cut

_COMMENT = r"(?:#|//)"
#: What may follow the last thing of a line.
_REST = re.compile(rf"[ \t]*(?:{_COMMENT}[^\n]*)?(?:\n|\Z)|[ \t]*\r?\n")
_COMMA = re.compile(r"[ \t]*,")
_ANY_COMMENT = re.compile(_COMMENT)


def runs(numbers: Collection[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers, as pairs of the first and the last."""
    start = previous = min(numbers)
    for step in sorted(numbers)[1:]:
        if step != previous + 1:
            yield start, previous
            start = step
        previous = step
    yield start, previous


def own_lines(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The lines of a stretch, line ends and comments behind it included; None if something else stands in them."""
    line = text.rfind("\n", 0, start) + 1
    rest = _REST.match(text, end)
    return (line, rest.end()) if rest is not None and not text[line:start].strip(" \t") else None


def without(text: str, places: Sequence[tuple[int, int]], parts: Collection[int]) -> Iterator[Cut]:
    """Takes some, not all, of the entries at these places out of a list in brackets, each with its comma.

    One that has lines of its own goes with the comment behind it. Raises NotEditableError where the comment of another
    one would go, too.
    """
    for first, last in runs(parts):
        start, end = places[first][0], places[last][1]
        comma = _COMMA.match(text, end)
        lines = own_lines(text, start, comma.end() if comma else end)
        if lines is not None:
            before = _COMMA.match(text, places[first - 1][1]) if first and last == len(places) - 1 else None
            if before is not None and comma is None:  # there was none behind the last one
                yield Cut(places[first - 1][1], before.end())
            yield Cut(*lines)
        elif last + 1 < len(places):
            yield Cut(start, places[last + 1][0])
        elif _ANY_COMMENT.search(text, places[first - 1][1], start):
            raise NotEditableError
        else:
            yield Cut(places[first - 1][1], end)

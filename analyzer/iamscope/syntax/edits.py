"""Edits of what is written in a file, said by values: each format writes them, and leaves all around as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

from iamscope.findings import Edit
from iamscope.source import Span
from iamscope.syntax.document import Document, NotEditableError, Place
from iamscope.syntax.json_value import HOLE, Json, Object, has_hole

__all__ = ["Copied", "Cut", "NotEditableError", "Writer", "add_member", "remove_parts", "replace"]


class Copied(NamedTuple):
    """A stretch of a document's text that is written once more, just as it stands in the file."""

    start: int
    end: int


class Cut(NamedTuple):
    """A stretch of a document's own text, and what comes in its stead."""

    start: int
    end: int
    parts: tuple[str | Copied, ...] = ()


class Writer(Protocol):
    """Writes edits of one document in its syntax; each method raises NotEditableError for what it cannot write.

    All steps are those of values that stand in the document's text as they were read.
    """

    def replace(self, steps: tuple[int, ...], value: Json, *, key: bool) -> Iterable[Cut]:
        """Puts a value in the stead of another, or a name in the stead of that of a member."""

    def remove(self, steps: tuple[int, ...], parts: Collection[int]) -> Iterable[Cut]:
        """Takes items out of a list, or members out of an object."""

    def add(self, steps: tuple[int, ...], name: str, value: Json) -> Iterable[Cut]:
        """Puts a member in front of those of an object."""


def replace(place: Place, value: Json) -> Iterator[Edit]:
    """Puts a value in the stead of that at a place, or a name in the stead of that of a member.

    Raises NotEditableError, as all edits do, unless what they change stands in the file as it was read.
    """
    old: Json = place.document.name_at(place.steps) if place.is_key else place.value
    _refuse_holes(old)
    if isinstance(old, Object | list) or isinstance(value, Object | list):
        # what a function or block makes of a text it need not make of a list
        place.document.written_members(place.steps[:-1])
    document, steps, is_key = place.document.written(place)
    return _edits(document, document.writer.replace(steps, value, key=is_key))


def remove_parts(place: Place, parts: Collection[int], reasons: Iterable[Place] = ()) -> Iterator[Edit]:
    """Takes items out of an array, or members out of an object, each with what stands beside it for its sake alone.

    `reasons` are the values that make them superfluous, which must be written there, too.
    """
    for changed in (*reasons, *map(place.child, parts)):
        _refuse_holes(changed.value)
        document, steps, _ = place.document.written(changed)
        document.check_stretch(*document.local_span(steps))
    if isinstance(place.value, list):
        document, steps, _ = place.document.written_items(place.steps, parts)
    else:
        document, steps, _ = place.document.written_members(place.steps)
    return _edits(document, document.writer.remove(steps, parts))


def add_member(place: Place, name: str, value: Json) -> Iterator[Edit]:
    """Puts a member in front of those of an object, written as they are."""
    document, steps, _ = place.document.written_members(place.steps)
    return _edits(document, document.writer.add(steps, name, value))


def _refuse_holes(value: Json) -> None:
    if HOLE in value if isinstance(value, str) else has_hole(value):
        raise NotEditableError


def _edits(document: Document, cuts: Iterable[Cut]) -> Iterator[Edit]:
    for cut in cuts:
        document.check_stretch(cut.start, cut.end)
        written = (
            document.as_written(part) if isinstance(part, str) else _span(document, *part).text for part in cut.parts
        )
        yield Edit(_span(document, cut.start, cut.end), "".join(written))


def _span(document: Document, start: int, end: int) -> Span:
    """Where a stretch stands in the file, up to what follows it: an indentation goes with the line end before it."""
    span = document.in_file(start, end)
    if start < end < len(document.source.text):
        return span._replace(end=max(span.end, document.in_file(end, end).start))
    return span

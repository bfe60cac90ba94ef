"""Edits of a document's text that leave everything around them as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from iamscope.findings import Edit
from iamscope.syntax.document import Document, Place


def replace(place: Place, text: str) -> Edit:
    """Puts a text in the stead of a value or name, quotes included."""
    return Edit(place.span, place.document.as_written(text))


def remove_parts(place: Place, steps: Collection[int]) -> Iterator[Edit]:
    """Takes items out of an array, or members out of an object, each with the comma that it no longer needs."""
    document = place.document
    parts = document.parts(place.steps)
    kept = [step for step in range(len(parts)) if step not in steps]
    if not kept:
        start, end = document.local_span(place.steps)
        yield _cut(document, start + 1, end - 1)
        return
    for run_start, run_end in _runs(sorted(steps)):
        following = run_end + 1
        if following < len(parts):  # what comes next moves to where the first one began
            yield _cut(document, parts[run_start][0], parts[following][0])
        else:
            yield _cut(document, parts[run_start - 1][1], parts[run_end][1])


def _runs(steps: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers, as pairs of the first and the last."""
    start = previous = steps[0]
    for step in steps[1:]:
        if step != previous + 1:
            yield start, previous
            start = step
        previous = step
    yield start, previous


def _cut(document: Document, start: int, end: int) -> Edit:
    return Edit(document.in_file(start, end), "")


def add_member(place: Place, member: str) -> Edit:
    """Puts a member (`"name": value`) in front of those of an object, spaced as they are."""
    document = place.document
    start, _ = document.local_span(place.steps)
    parts = document.parts(place.steps)
    if not parts:
        return Edit(document.in_file(start + 1, start + 1), document.as_written(member))
    first = parts[0][0]
    gap = document.source.text[start + 1 : first]
    return Edit(document.in_file(first, first), document.as_written(f"{member},{gap or ' '}"))

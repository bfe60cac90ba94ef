"""Writes edits of JSON texts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from iamscope.syntax.edits import Copied, Cut
from iamscope.syntax.json_value import Json, Number, Object
from iamscope.syntax.lists import runs

if TYPE_CHECKING:
    from iamscope.syntax.document import Document


class JsonWriter:
    """Writes edits of a JSON text."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def replace(self, steps: tuple[int, ...], value: Json, *, key: bool) -> Iterator[Cut]:
        """Puts a value in the stead of another, quotes included."""
        yield Cut(*self._document.local_span(steps, key=key), (json_text(value),))

    def remove(self, steps: tuple[int, ...], parts: Collection[int]) -> Iterator[Cut]:
        """Takes items or members out, each with the comma that it no longer needs."""
        places = self._document.parts(steps)
        if len(parts) == len(places):
            start, end = self._document.local_span(steps)
            yield Cut(start + 1, end - 1)
            return
        for first, last in runs(parts):
            following = last + 1
            if following < len(places):  # what comes next moves to where the first one began
                yield Cut(places[first][0], places[following][0])
            else:
                yield Cut(places[first - 1][1], places[last][1])

    def add(self, steps: tuple[int, ...], name: str, value: Json) -> Iterator[Cut]:
        """Puts a member in front of the others, spaced as they are."""
        start, _ = self._document.local_span(steps)
        parts = self._document.parts(steps)
        member = f"{json_text(name)}: {json_text(value)}"
        if not parts:
            yield Cut(start + 1, start + 1, (member,))
            return
        first = parts[0][0]
        yield Cut(first, first, (f"{member},", Copied(start + 1, first) if first > start + 1 else " "))


def json_text(value: Json) -> str:
    """The JSON text of a value, on one line."""
    if isinstance(value, Object):
        return "{" + ", ".join(f"{json_text(name)}: {json_text(item)}" for name, item in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(json_text, value)) + "]"
    return str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)

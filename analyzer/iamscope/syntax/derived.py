"""Values that were worked out from other documents: every part of one knows the place that it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from iamscope.source import Embedding, Span
from iamscope.syntax.document import Document, Place
from iamscope.syntax.json_value import Json


class Origin(NamedTuple):
    """Where a value comes from.

    Without `children` it is the value at `place`, and so is all that is below it. Else `children` are the origins of
    its items or members, and `keys` the places of the names. A string that was put together has an `embedding`, asked
    only when a place in it is: how its characters lie in the text of the document of `place`.
    """

    place: Place
    children: tuple[Origin, ...] | None = None
    keys: tuple[Place, ...] = ()
    embedding: Callable[[], Embedding] | None = None


class DerivedDocument(Document):
    """A value that stands nowhere as it is; its places are those that its parts come from."""

    is_json = False
    is_editable = False

    def __init__(self, value: Json, origin: Origin) -> None:
        super().__init__(origin.place.document.source, value)
        self.origin = origin

    def _origin(self, steps: tuple[int, ...]) -> Origin:
        origin = self.origin
        for number, step in enumerate(steps):
            if origin.children is None:
                document, above, _ = origin.place
                return Origin(Place(document, (*above, *steps[number:])))
            origin = origin.children[step]
        return origin

    def place_of(self, steps: tuple[int, ...], *, key: bool = False) -> Place:
        """The place that a value or name comes from."""
        if not key:
            return self._origin(steps).place
        around = self._origin(steps[:-1])
        return around.place.child(steps[-1]).key if around.children is None else around.keys[steps[-1]]

    def locate(self, steps: tuple[int, ...], *, key: bool = False) -> Span:
        return self.place_of(steps, key=key).span

    def in_string(self, steps: tuple[int, ...], start: int, end: int) -> Span:
        origin = self._origin(steps)
        document = origin.place.document
        if origin.embedding is None:
            return document.in_string(origin.place.steps, start, end)
        return document.in_file(*origin.embedding().span(start, end))

    def pointer(self, steps: tuple[int, ...]) -> str:
        place = self.place_of(steps)
        return place.document.pointer(place.steps)


def derived(value: Json, origin: Origin) -> Place:
    """The place of a value with this origin: where it stands, if it stands there as it is."""
    if origin.children is None and origin.embedding is None and origin.place.value == value:
        return origin.place
    return DerivedDocument(value, origin).root

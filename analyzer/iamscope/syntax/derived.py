"""Values that were worked out from other documents: every part of one knows the place that it comes from."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from iamscope.source import Embedding, Span
from iamscope.syntax.document import Document, NotEditableError, Place
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Object


class Origin(NamedTuple):
    """Where a value comes from.

    Without `children` it is the value at `place`, and so is all that is below it. Else `children` are the origins of
    its items or members, none for a scalar, and `keys` the places of the names. A string that was put together has an
    `embedding`, asked only when a place in it is: how its characters lie in the text of the document of `place`.
    """

    place: Place
    children: tuple[Origin, ...] | None = None
    keys: tuple[Place, ...] = ()
    embedding: Callable[[], Embedding] | None = None

    @property
    def is_as_written(self) -> bool:
        """Whether the value is that at `place`."""
        return self.children is None and self.embedding is None

    def child(self, step: int) -> Origin:
        """The origin of a member or item."""
        return Origin(self.place.child(step)) if self.children is None else self.children[step]

    def key(self, step: int) -> Place:
        """The place of the name of a member."""
        return self.place.child(step).key if self.children is None else self.keys[step]


class Resolved(NamedTuple):
    """A value that was worked out, and where it comes from."""

    value: Json
    origin: Origin

    @property
    def place(self) -> Place:
        """The place of the value: where it stands, if it stands there as it is."""
        if self.origin.is_as_written and self.origin.place.value == self.value:
            return self.origin.place
        return DerivedDocument(self.value, self.origin).root


def origin_of(place: Place) -> Origin:
    """Where the value at a place comes from: the place itself, unless its document was itself worked out."""
    document, steps, _ = place
    return document.origin_at(steps) if isinstance(document, DerivedDocument) else Origin(place)


def unknown(place: Place) -> Resolved:
    """The value of what stands at a place, if nothing is known of it."""
    return Resolved(UNKNOWN, Origin(place))


def constant(value: str | list[str], place: Place) -> Resolved:
    """A value from elsewhere, shown as a whole where it is used."""
    origin = Origin(place, ())
    return Resolved(value, Origin(place, (origin,) * len(value)) if isinstance(value, list) else origin)  # type: ignore[arg-type]  # nobody changes a value


def resolved_list(items: list[Resolved], place: Place) -> Resolved:
    """A list of these items."""
    return Resolved([item.value for item in items], Origin(place, tuple(item.origin for item in items)))


def resolved_object(members: list[tuple[str, Place, Resolved]], place: Place) -> Resolved:
    """An object of these members: the name of each, the place to show for the name, and the value."""
    value = Object((name, item.value) for name, _, item in members)
    origins, keys = tuple(item.origin for _, _, item in members), tuple(key for _, key, _ in members)
    return Resolved(value, Origin(place, origins, keys))


class DerivedDocument(Document):
    """A value that stands nowhere as it is; its places are those that its parts come from."""

    is_json = False

    def __init__(self, value: Json, origin: Origin) -> None:
        super().__init__(origin.place.document.source, value)
        self.origin = origin

    def origin_at(self, steps: tuple[int, ...]) -> Origin:
        """The origin of the value reached by these steps."""
        origin = self.origin
        for number, step in enumerate(steps):
            if origin.children is None:  # from here on it is another document's
                document, above, _ = origin.place
                return Origin(Place(document, (*above, *steps[number:])))
            origin = origin.children[step]
        return origin

    def place_of(self, steps: tuple[int, ...], *, key: bool = False) -> Place:
        """The place that a value or name comes from."""
        return self.origin_at(steps[:-1]).key(steps[-1]) if key else self.origin_at(steps).place

    def locate(self, steps: tuple[int, ...], *, key: bool = False) -> Span:
        return self.place_of(steps, key=key).span

    def in_string(self, steps: tuple[int, ...], start: int, end: int) -> Span:
        origin = self.origin_at(steps)
        document = origin.place.document
        if origin.embedding is not None:
            first, last = origin.embedding().span(start, end)
            # what comes first in the text may stand last in the file, by an alias
            return document.in_file(first, last) if first <= last else origin.place.span
        if origin.is_as_written:
            return document.in_string(origin.place.steps, start, end)
        return origin.place.span

    def written_at(self, steps: tuple[int, ...]) -> Place:
        origin = self.origin_at(steps)
        return origin.place if origin.is_as_written else Place(self, steps)

    def check_holds(self, place: Place, content: Json) -> None:
        if (self.name_at(place.steps) if place.is_key else self.value_at(place.steps)) != content:
            raise NotEditableError

    def written(self, place: Place) -> Place:
        content = self.name_at(place.steps) if place.is_key else self.value_at(place.steps)
        found = self.place_of(place.steps, key=place.is_key)
        if found.is_key:
            self.written_members(place.steps[:-1])
        found.document.check_holds(found, content)
        found.document.check_between(self.origin.place, found)
        return found.document.written(found)

    def written_members(self, steps: tuple[int, ...]) -> Place:
        value, found = self.value_at(steps), self.origin_at(steps).place
        found.document.check_editable(found.steps)
        if not isinstance(value, Object) or found.document.names_at(found.steps) != [name for name, _ in value]:
            raise NotEditableError
        found.document.check_between(self.origin.place, found)
        return found.document.written_members(found.steps)

    def written_items(self, steps: tuple[int, ...], parts: Collection[int]) -> Place:
        value, found = self.value_at(steps), self.origin_at(steps).place
        found.document.check_editable(found.steps)
        items = found.document.items_at(found.steps)
        if not isinstance(value, list) or items is None or len(items) != len(value):
            raise NotEditableError
        for part in parts:
            item = self.place_of((*steps, part))
            if item.steps != items[part] or item.document.source.text != found.document.source.text:
                raise NotEditableError
        return found.document.written_items(found.steps, parts)

    def check_in_string(self, steps: tuple[int, ...], start: int, end: int) -> None:
        origin, value = self.origin_at(steps), self.value_at(steps)
        document, around, _ = origin.place
        if origin.embedding is None:
            document.check_holds(origin.place, value)
            document.check_in_string(around, start, end)
            return
        if not isinstance(value, str) or HOLE in value[start:end]:
            raise NotEditableError
        document.check_in_text(around, origin.embedding(), start, end)

    def as_written_in(self, steps: tuple[int, ...], text: str) -> str:
        document, around, _ = self.origin_at(steps).place
        return document.as_written_in(around, text)

    def pointer(self, steps: tuple[int, ...]) -> str:
        place = self.place_of(steps)
        return place.document.pointer(place.steps)

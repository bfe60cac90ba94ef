"""Values that Terraform would make of expressions: JSON with the places that its parts come from, holes included."""

from __future__ import annotations

from typing import NamedTuple

from iamscope.inputs.terraform.hcl import HclDocument
from iamscope.source import Embedding, Piece, Span
from iamscope.syntax.derived import DerivedDocument, Origin
from iamscope.syntax.document import Document, Place, pointer
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Number, Object

#: How much a value may come to: locals that repeat each other grow without bound.
MAX_WEIGHT = 20_000
#: How many rounds of a `for` are worth working out.
MAX_ROUNDS = 100
#: So many characters of a text weigh as much as one value.
_TEXT_OF_ONE = 64


class Value(NamedTuple):
    """A value and the origins of its parts.

    `weight` says how much it comes to when everything is written out, `is_encoded` that it stands for its own JSON
    text; `parts` are its items or the values of its members, if they were worked out one by one.
    """

    json: Json
    origin: Origin
    weight: int
    is_encoded: bool = False
    parts: tuple[Value, ...] | None = None

    @property
    def is_unknown(self) -> bool:
        return self.json == UNKNOWN

    @property
    def source_path(self) -> str:
        return self.origin.place.document.source.path

    def child(self, step: int) -> Value:
        """The item or member number `step`."""
        if self.parts is not None:
            return self.parts[step]
        json = self.json
        item: Json = UNKNOWN
        if isinstance(json, Object):
            item = json[step][1]
        elif isinstance(json, list):
            item = json[step]
        children = self.origin.children
        origin = Origin(self.origin.place.child(step)) if children is None else children[step]
        return Value(item, origin, weight_of(item))

    def key(self, step: int) -> Place:
        """The place of the name of member number `step`."""
        if self.origin.children is None:
            return self.origin.place.child(step).key
        return self.origin.keys[step]

    @property
    def items(self) -> list[Value]:
        """The items of a list; none of anything else."""
        return [self.child(step) for step in range(len(self.json))] if isinstance(self.json, list) else []

    def member(self, name: str) -> Value | None:
        """The member of an object that has this name; of several the last."""
        found = None
        if isinstance(self.json, Object):
            for step, (key, _) in enumerate(self.json):
                if key == name:
                    found = step
        return None if found is None else self.child(found)

    @property
    def text(self) -> str | None:
        """The value as text, as far as it is known; None for one that has no text."""
        if self.is_encoded:
            return json_text(self.json)
        if isinstance(self.json, bool):
            return "true" if self.json else "false"
        return str(self.json) if isinstance(self.json, str) else None


def json_text(value: Json) -> str | None:
    """The JSON text of a value; None if something outside its strings is not known."""
    import json

    def plain(item: Json) -> object:
        if isinstance(item, Object):
            return {name: plain(member) for name, member in item}
        if isinstance(item, list):
            return [plain(member) for member in item]
        if isinstance(item, Number):
            return json.loads(item)
        if isinstance(item, str) and item == UNKNOWN:
            raise ValueError
        return item

    try:
        return json.dumps(plain(value), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def weight_of(json: Json) -> int:
    """How much a value comes to when everything is written out, counted no further than it may."""
    weight = 0
    pending = [json]
    while pending and weight <= MAX_WEIGHT:
        item = pending.pop()
        weight += 1
        if isinstance(item, str):
            weight += len(item) // _TEXT_OF_ONE
        elif isinstance(item, Object):
            pending += [member for _, member in item]
        elif isinstance(item, list):
            pending += item
    return weight


def unknown(place: Place) -> Value:
    return Value(UNKNOWN, Origin(Lump(place).root), 1)


def constant(json: Json, place: Place, weight: int | None = None) -> Value:
    """A value that comes from elsewhere, all of it shown at one place; unknown if it comes to too much."""
    weight = weight_of(json) if weight is None else weight
    return unknown(place) if weight > MAX_WEIGHT else Value(json, Origin(Lump(place).root), weight)


def list_of(items: list[Value], place: Place) -> Value:
    """A list; unknown if it comes to too much."""
    weight = 1 + sum(item.weight for item in items)
    if weight > MAX_WEIGHT:
        return unknown(place)
    origin = Origin(place, tuple(item.origin for item in items))
    return Value([item.json for item in items], origin, weight, parts=tuple(items))


class Member(NamedTuple):
    """A member of an object in the making: its name, the place of that, and its value."""

    name: str
    key: Place
    value: Value


def object_of(members: list[Member], place: Place) -> Value:
    """An object; unknown if it comes to too much."""
    weight = 1 + sum(member.value.weight for member in members)
    if weight > MAX_WEIGHT:
        return unknown(place)
    origin = Origin(place, tuple(member.value.origin for member in members), tuple(member.key for member in members))
    json = Object([(member.name, member.value.json) for member in members])
    return Value(json, origin, weight, parts=tuple(member.value for member in members))


def members_of(value: Value) -> list[Member]:
    """The members of an object; none of anything else."""
    if not isinstance(value.json, Object):
        return []
    return [Member(name, value.key(step), value.child(step)) for step, (name, _) in enumerate(value.json)]


def at(value: Value, place: Place) -> Value:
    """The value as it is shown in the text of `place`: there, if it comes from another file."""
    if value.source_path == place.document.source.path:
        return value
    return constant(value.json, place, value.weight)._replace(is_encoded=value.is_encoded)


def rounds_of(value: Value) -> list[tuple[Value, Value]] | None:
    """Keys and values of what a `for` or `for_each` goes over; None where that is not known or long."""
    if value.is_unknown or value.is_encoded:
        return None
    if isinstance(value.json, Object):
        if any(HOLE in name for name, _ in value.json):
            return None
        rounds = [(constant(member.name, member.key), member.value) for member in members_of(value)]
    elif isinstance(value.json, list):
        rounds = [(constant(Number(number), value.origin.place), item) for number, item in enumerate(value.items)]
    else:
        return None
    return rounds if len(rounds) <= MAX_ROUNDS and not any(item.is_unknown for _, item in rounds) else None


class Lump(Document):
    """A value of which every part is shown at one place."""

    is_json = False
    is_editable = False

    def __init__(self, where: Place) -> None:
        super().__init__(where.document.source, None)
        self.where = where

    def locate(self, steps: tuple[int, ...], *, key: bool = False) -> Span:
        return self.where.span

    def in_string(self, steps: tuple[int, ...], start: int, end: int) -> Span:
        return self.where.span


class NamedDocument(DerivedDocument):
    """A value that was worked out, and its name in the module: pointers to what is in it begin with that."""

    def __init__(self, value: Value, names: tuple[str, ...]) -> None:
        super().__init__(value.json, value.origin)
        self.names = names
        document, place, _ = value.origin.place
        if isinstance(document, HclDocument):
            document.pointers[place] = self.pointer(())

    def pointer(self, steps: tuple[int, ...]) -> str:
        around = "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in self.names)
        return around + pointer(Place(self, steps).path(self.root))


class TextBuilder:
    """Puts a text together, and remembers where its parts lie in the text of one document."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._pieces: list[Piece] = []
        self.length = 0

    @property
    def is_full(self) -> bool:
        """Whether the text has grown longer than any value may be."""
        return self.length > MAX_WEIGHT * _TEXT_OF_ONE

    def add(self, text: str, start: int, end: int, *, exact: bool = True) -> None:
        """A text that stands, or what it comes from stands, in a stretch of the document."""
        if text:
            self._pieces.append(Piece(self.length, start, end, exact))
            self._text.append(text)
            self.length += len(text)

    def done(self, place: Place) -> Value:
        """The text, as a value at a place of the document."""
        pieces, length = self._pieces or [Piece(0, *place.document.local_span(place.steps), exact=False)], self.length
        weight = 1 + length // _TEXT_OF_ONE
        if weight > MAX_WEIGHT:
            return unknown(place)
        return Value("".join(self._text), Origin(place, None, (), lambda: Embedding(pieces, length)), weight)


def text_of(document: Document) -> Value:
    """All of the text of a document whose places are offsets."""
    text = document.source.text
    length = len(text)
    place = Place(document, (0, length))
    return Value(text, Origin(place, None, (), lambda: Embedding([Piece(0, 0, length)], length)), weight_of(text))

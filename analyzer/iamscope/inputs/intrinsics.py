"""Works out CloudFormation's intrinsic functions, as far as a template alone tells: the rest are holes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from operator import is_
from typing import NamedTuple

from iamscope.source import Embedding, Piece
from iamscope.syntax.derived import Origin
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Number, Object

#: Deeper than any policy; what is below stays as it is written.
_MAX_DEPTH = 60
#: Characters of a text that is put together: `Fn::Join` of long parameters must not grow without bound.
_MAX_TEXT = 200_000
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_SCALAR_PARAMETERS = frozenset({"String", "Number"})


class Resolved(NamedTuple):
    """A value as CloudFormation would make it, and where it comes from."""

    value: Json
    origin: Origin


class Template(NamedTuple):
    """What intrinsic functions refer to: the sections of a template, each empty if it is not there."""

    parameters: Object
    mappings: Object


class Resolver:
    """Works out values of a template while its conditions have the given truth."""

    def __init__(self, template: Template, conditions: Mapping[str, bool]) -> None:
        self.template = template
        self.conditions = conditions
        self._functions: dict[str, Callable[[Json, Place, int], Resolved | None]] = {
            "Ref": self._ref,
            "Fn::If": self._if,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::FindInMap": self._find_in_map,
            "Fn::ToJsonString": self.resolve,
        }

    def resolve(self, value: Json, place: Place, depth: int = 0) -> Resolved | None:
        """The value at a place; None where it is `AWS::NoValue`. A value without functions is left as it is."""
        if isinstance(value, Number):
            return _constant(str(value), place)  # CloudFormation's own output is text
        if not isinstance(value, Object | list) or depth > _MAX_DEPTH:
            return Resolved(value, Origin(place))
        if isinstance(value, list):
            return _unless_same(value, place, self._items(value, place, depth))
        if len(value) == 1 and (value[0][0] == "Ref" or value[0][0].startswith("Fn::")):
            name, argument = value[0]
            function = self._functions.get(name)
            if function is None:
                return _unknown(place)
            found = function(argument, place.child(0), depth + 1)
            # what a function makes stands where the function is written
            return found if found is None or found.value != UNKNOWN else _unknown(place)
        if any(name.startswith("Fn::") for name, _ in value):  # a macro adds members that nobody can see here
            return _unknown(place)
        return _unless_same(value, place, self._members(value, place, depth))

    def _items(self, value: list[Json], place: Place, depth: int) -> Resolved:
        found = [self.resolve(item, place.child(step), depth + 1) for step, item in enumerate(value)]
        kept = [item for item in found if item is not None]
        return Resolved([item.value for item in kept], Origin(place, tuple(item.origin for item in kept)))

    def _members(self, value: Object, place: Place, depth: int) -> Resolved:
        members, origins, keys = [], [], []
        for step, (name, item) in enumerate(value):
            found = self.resolve(item, place.child(step), depth + 1)
            if found is not None:
                members.append((name, found.value))
                origins.append(found.origin)
                keys.append(place.child(step).key)
        return Resolved(Object(members), Origin(place, tuple(origins), tuple(keys)))

    def _ref(self, argument: Json, place: Place, _: int) -> Resolved | None:
        if argument == "AWS::NoValue":
            return None
        default = self._default(argument)
        return _unknown(place) if default is None else _constant(default, place)

    def _default(self, name: Json) -> str | list[Json] | None:
        """The default of a parameter; None where there is none, or one that says nothing."""
        parameter = self.template.parameters.get(name) if isinstance(name, str) else None
        if not isinstance(parameter, Object):
            return None
        default, type = parameter.get("Default"), parameter.get("Type")
        if not isinstance(default, str) or not isinstance(type, str) or not default.strip():
            return None
        if type in _SCALAR_PARAMETERS:
            return str(default)
        if type == "CommaDelimitedList" or type.startswith("List<"):
            return [item.strip() for item in default.split(",")]
        return str(default) if type.startswith("AWS::") and not type.startswith("AWS::SSM::") else None

    def _if(self, argument: Json, place: Place, depth: int) -> Resolved | None:
        if not isinstance(argument, list) or len(argument) != 3 or not isinstance(argument[0], str):
            return _unknown(place)
        truth = self.conditions.get(argument[0])
        if truth is None:
            return _unknown(place)
        branch = 1 if truth else 2
        return self.resolve(argument[branch], place.child(branch), depth)

    def _sub(self, argument: Json, place: Place, depth: int) -> Resolved:
        values: Json = Object()
        if isinstance(argument, list) and len(argument) == 2:
            values, argument, place = argument[1], argument[0], place.child(0)
        if not isinstance(argument, str) or not isinstance(values, Object):
            return _unknown(place)
        writer = _Writer()
        at = 0
        for found in _VARIABLE.finditer(argument):
            writer.add(argument[at : found.start()], place, at, found.start())
            name = found[1].strip()
            text = f"${{{name[1:]}}}" if name.startswith("!") else self._variable(name, values, place, depth)
            writer.add(text, place, found.start(), found.end(), exact=False)
            at = found.end()
        writer.add(argument[at:], place, at, len(argument))
        return writer.done(place)

    def _variable(self, name: str, values: Object, place: Place, depth: int) -> str:
        if any(name == own for own, _ in values):
            found = self.resolve(values.get(name), place, depth + 1)  # only its text is used
            return _text(found.value) if found else HOLE
        default = self._default(name)
        return default if isinstance(default, str) else HOLE

    def _join(self, argument: Json, place: Place, depth: int) -> Resolved:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
            return _unknown(place)
        found = self.resolve(argument[1], place.child(1), depth)
        if found is None or not isinstance(found.value, list):
            return _unknown(place)
        writer = _Writer()
        origins = found.origin.children
        for number, item in enumerate(found.value):
            origin = Origin(found.origin.place.child(number)) if origins is None else origins[number]
            if number:
                writer.glue(argument[0])
            writer.insert(_text(item), origin)
        return writer.done(place)

    def _select(self, argument: Json, place: Place, depth: int) -> Resolved | None:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
            return _unknown(place)
        found = self.resolve(argument[1], place.child(1), depth)
        number = int(argument[0]) if re.fullmatch(r"[0-9]{1,4}", argument[0]) else None
        if found is None or number is None or not isinstance(found.value, list) or number >= len(found.value):
            return _unknown(place)
        origins = found.origin.children
        origin = Origin(found.origin.place.child(number)) if origins is None else origins[number]
        return Resolved(found.value[number], origin)

    def _split(self, argument: Json, place: Place, depth: int) -> Resolved:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str) or not argument[0]:
            return _unknown(place)
        found = self.resolve(argument[1], place.child(1), depth)
        text = found.value if found else None
        if not isinstance(text, str) or HOLE in text:
            return _unknown(place)
        return _constant(list(text.split(argument[0])), place)

    def _find_in_map(self, argument: Json, place: Place, depth: int) -> Resolved:
        value: Json = self.template.mappings
        for step, item in enumerate(argument if isinstance(argument, list) and len(argument) == 3 else [UNKNOWN]):
            found = self.resolve(item, place.child(step), depth)
            name = found.value if found else None
            value = value.get(name) if isinstance(value, Object) and isinstance(name, str) else None
        if isinstance(value, str):
            return _constant(str(value), place)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return _constant(value, place)
        return _unknown(place)


def _unless_same(value: Json, place: Place, found: Resolved) -> Resolved:
    """What was found, or the value itself where nothing in it has changed, so that its place stays exact."""
    if isinstance(value, Object):
        new = found.value if isinstance(found.value, Object) else Object()
        same = len(new) == len(value) and all(one[1] is other[1] for one, other in zip(new, value, strict=True))
    else:
        items = found.value if isinstance(found.value, list) else []
        same = isinstance(value, list) and len(items) == len(value) and all(map(is_, items, value))
    return Resolved(value, Origin(place)) if same else found


def _unknown(place: Place) -> Resolved:
    return Resolved(UNKNOWN, Origin(place))


def _constant(value: str | list[Json], place: Place) -> Resolved:
    """A value from elsewhere in the template, shown where it is used."""
    if isinstance(value, list):
        return Resolved(value, Origin(place, tuple(_constant(_text(item), place).origin for item in value)))

    def embedding() -> Embedding:
        return Embedding.whole(*place.document.local_span(place.steps), len(value))

    return Resolved(value, Origin(place, None, (), embedding))


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else HOLE


class _Part(NamedTuple):
    """A stretch of a text in the making: its length, and what tells its pieces, counted from its start."""

    length: int
    pieces: Callable[[], list[Piece]]


class _Writer:
    """Puts a text together; where its parts lie is worked out only when somebody asks."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.parts: list[_Part] = []
        self.length = 0

    def _take(self, text: str, pieces: Callable[[], list[Piece]]) -> None:
        if text and self.length <= _MAX_TEXT:
            self.text.append(text)
            self.parts.append(_Part(len(text), pieces))
            self.length += len(text)

    def add(self, text: str, place: Place, start: int, end: int, *, exact: bool = True) -> None:
        """A text that stands, or whose variable stands, in a stretch of the string at a place."""

        def pieces() -> list[Piece]:
            embedding = place.document.embedding(place.steps)
            return embedding.pieces(start, end) if exact else [Piece(0, *embedding.span(start, end), exact=False)]

        self._take(text, pieces)

    def insert(self, text: str, origin: Origin) -> None:
        """All of a text that comes from somewhere."""
        document, steps, _ = origin.place

        def pieces() -> list[Piece]:
            if origin.embedding is not None:
                return origin.embedding().pieces(0, len(text))
            value = document.value_at(steps)
            if isinstance(value, str) and value == text:
                return document.embedding(steps).pieces(0, len(text))
            return [Piece(0, *document.local_span(steps), exact=False)]

        self._take(text, pieces)

    def glue(self, text: str) -> None:
        """A text between two others, which stands between them too."""
        self._take(text, list)

    def done(self, place: Place) -> Resolved:
        """The text, as the string at a place."""
        parts, length = self.parts, self.length
        text = "".join(self.text)
        if length > _MAX_TEXT:
            return _unknown(place)
        return Resolved(text, Origin(place, None, (), lambda: Embedding(list(_shifted(parts)), length)))


def _shifted(parts: list[_Part]) -> Iterator[Piece]:
    inner, end = 0, 0
    for part in parts:
        pieces = part.pieces() or [Piece(0, end, end, exact=False)]
        for piece in pieces:
            yield piece._replace(inner=inner + piece.inner)
            end = piece.end
        inner += part.length

"""The members of the objects that a policy is made of, and its texts, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, TypeGuard

from iamscope.source import Span
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import UNKNOWN, Json, Number, Object, is_unknown
from iamscope.syntax.variables import Variable, find_variables


class Element(NamedTuple):
    """A member of an object: its name, its value and the place of the value (`place.key` is that of the name)."""

    name: str
    value: Json
    place: Place

    @property
    def span(self) -> Span:
        return self.place.span

    @property
    def text(self) -> Text | None:
        """The value, if it is a string."""
        return Text(self.value, self.place) if is_text(self.value) else None


class Text:
    """A string of a policy and its place."""

    __slots__ = ("place", "value")

    def __init__(self, value: str, place: Place) -> None:
        self.value = value
        self.place = place

    @property
    def span(self) -> Span:
        return self.place.span

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The `${…}` of the string, well-formed or not."""
        return find_variables(self.value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r})"


def is_text(value: Json) -> TypeGuard[str]:
    """Whether a JSON value is a string, known at least in part."""
    return isinstance(value, str) and not isinstance(value, Number) and value != UNKNOWN


def elements(value: Json, place: Place) -> tuple[Element, ...]:
    """The members of an object; none for anything else, an unknown value included."""
    if not isinstance(value, Object) or is_unknown(value):
        return ()
    return tuple(Element(name, item, place.child(step)) for step, (name, item) in enumerate(value))


def items(element: Element) -> Iterator[tuple[Json, Place]]:
    """The values of an element that may be one value or a list of them."""
    if isinstance(element.value, list):
        for step, item in enumerate(element.value):
            yield item, element.place.child(step)
    else:
        yield element.value, element.place


class Elements:
    """An object of the policy with its members."""

    def __init__(self, value: Json, place: Place) -> None:
        self.value = value
        self.place = place

    @property
    def span(self) -> Span:
        return self.place.span

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """All members in order, duplicates and unknown ones included."""
        return elements(self.value, self.place)

    @cached_property
    def _by_name(self) -> dict[str, Element]:
        # of several members with one name the last counts, as in every JSON decoder
        return {element.name: element for element in self.elements}

    def element(self, name: str) -> Element | None:
        """The member called exactly `name`; of duplicates the last."""
        return self._by_name.get(name)

    def first(self, *names: str) -> Element | None:
        """The first of these members that is there."""
        for name in names:
            if name in self._by_name:
                return self._by_name[name]
        return None

    def text(self, name: str) -> Text | None:
        """The string value of a member; None where it is absent or no string."""
        element = self.element(name)
        return element.text if element else None

"""Makes holes of the placeholders in a value, each in its place."""

from __future__ import annotations

import re

from iamscope.inputs.placeholders import Finder, Stretch, has_placeholders
from iamscope.syntax.composed import ComposedText
from iamscope.syntax.derived import Origin, Resolved, origin_of, resolved_list, resolved_object
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Number, Object

#: Values nested deeper than any policy are left as they are.
_MAX_DEPTH = 60
#: A JSON string, or a word outside of one.
_STRING_OR_WORD = re.compile(rf'"(?:[^"\\]|\\.)*+"?|([\w.${HOLE}-]++)', re.DOTALL)


def fill(place: Place, find: Finder) -> Place:
    """The value at a place with a hole for every placeholder in its strings; the same place if there are none."""
    if not has_placeholders(place.value, find):
        return place
    return _filled(place.value, origin_of(place), find, 0).place


def _filled(value: Json, origin: Origin, find: Finder, depth: int) -> Resolved:
    if isinstance(value, str) and not isinstance(value, Number):
        return _filled_text(value, origin, find)
    if depth > _MAX_DEPTH:
        return Resolved(value, origin)
    if isinstance(value, list):
        items = [_filled(item, origin.child(step), find, depth + 1) for step, item in enumerate(value)]
        return resolved_list(items, origin.place)
    if isinstance(value, Object):
        members = [
            (_hole_for_each(name, find), origin.key(step), _filled(item, origin.child(step), find, depth + 1))
            for step, (name, item) in enumerate(value)
        ]
        return resolved_object(members, origin.place)
    return Resolved(value, origin)


def _hole_for_each(text: str, find: Finder) -> str:
    for stretch in reversed(list(find(text))):
        text = text[: stretch.start] + HOLE + text[stretch.end :]
    return text


def _filled_text(text: str, origin: Origin, find: Finder) -> Resolved:
    found = list(find(text))
    if not found:
        return Resolved(text, origin)
    return _with_replacements(text, origin, [(stretch, HOLE) for stretch in found])


def _with_replacements(text: str, origin: Origin, replacements: list[tuple[Stretch, str]]) -> Resolved:
    composed, at = ComposedText(), 0
    for (start, end), replacement in replacements:
        composed.copy(text[at:start], origin, at)
        composed.replace(replacement, origin, start, end)
        at = end
    composed.copy(text[at:], origin, at)
    return composed.done(origin.place)


def quote_bare_holes(place: Place) -> Place:
    """The JSON text at a place with quotes around every hole that stands for a whole value: `{"Action": ￼}`.

    A template puts a list or an object there; in quotes it is a value that is not known.
    """
    text = place.value
    if not isinstance(text, str) or HOLE not in text:
        return place
    words = (found for found in _STRING_OR_WORD.finditer(text) if found[1])
    bare = [(Stretch(*found.span()), f'"{UNKNOWN}"') for found in words if HOLE in found[1]]
    return _with_replacements(text, origin_of(place), bare).place if bare else place

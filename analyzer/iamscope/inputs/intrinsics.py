"""Works out CloudFormation's intrinsic functions, as far as a template alone tells: the rest are holes.

What each function takes and gives is from the CloudFormation user guide, intrinsic-function-reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from operator import is_

from iamscope.syntax.composed import ComposedText
from iamscope.syntax.derived import Origin, Resolved, constant, resolved_list, resolved_object, unknown
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Number, Object

#: Deeper than any policy; what is below stays as it is written.
_MAX_DEPTH = 60
#: The members of a resource and of its properties, which no policy has yet begun in.
_POLICY_DEPTH = 2
#: CloudFormation takes no longer value of a parameter (quotas, "Parameter value").
_MAX_PARAMETER = 4096
#: Items of a list out of a parameter or map; with more it is not known, so that no template grows without bound.
_MAX_ITEMS = 200
#: Values and characters that the functions of one template may come to; what is over is not known.
_MAX_WORK = 5_000_000
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_SCALAR_PARAMETERS = frozenset({"String", "Number"})


class Template:
    """What the functions of a template refer to, and how much work they may still make."""

    def __init__(self, parameters: Object, mappings: Object) -> None:
        self._parameters = dict(parameters)
        self._mappings = mappings
        self._work = _MAX_WORK
        self._defaults: dict[str, str | list[str] | None] = {}

    @cached_property
    def _maps(self) -> Mapping[tuple[str, str], Mapping[str, Json]]:
        return {
            (name, top): dict(values)
            for name, entries in self._mappings
            if isinstance(entries, Object)
            for top, values in entries
            if isinstance(values, Object)
        }

    def mapped(self, name: str, top: str, second: str) -> Json:
        """A value of the section `Mappings`; None where it is not there."""
        return self._maps.get((name, top), {}).get(second)

    def default(self, name: str) -> str | list[str] | None:
        """The default of a parameter; None where there is none, or one that says nothing."""
        if name not in self._defaults:
            self._defaults[name] = self._default(name)
        return self._defaults[name]

    def _default(self, name: str) -> str | list[str] | None:
        parameter = self._parameters.get(name)
        if not isinstance(parameter, Object):
            return None
        default, type = parameter.get("Default"), parameter.get("Type")
        if not isinstance(default, str) or not isinstance(type, str):
            return None
        if not default.strip() or len(default) > _MAX_PARAMETER:
            return None
        if type in _SCALAR_PARAMETERS:
            return str(default)
        if type == "CommaDelimitedList" or type.startswith("List<"):
            items = [item.strip() for item in default.split(",", _MAX_ITEMS)]
            return items if len(items) <= _MAX_ITEMS else None
        # the default of a parameter of Systems Manager is the name of what holds the value
        return str(default) if type.startswith("AWS::") and not type.startswith("AWS::SSM::") else None

    def spend(self, work: int) -> bool:
        """Whether so much more may be done."""
        self._work -= work
        return self._work > 0


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
            return constant(str(value), place)  # CloudFormation's own output is text
        if not isinstance(value, Object | list) or depth > _MAX_DEPTH:
            return Resolved(value, Origin(place))
        if not self.template.spend(1 + len(value)):
            return unknown(place)
        if isinstance(value, list):
            return _unless_same(value, place, self._items(value, place, depth))
        if len(value) == 1 and (value[0][0] == "Ref" or value[0][0].startswith("Fn::")):
            return self._called(*value[0], place, depth)
        if depth >= _POLICY_DEPTH and any(name.startswith("Fn::") for name, _ in value):
            return unknown(place)  # a macro adds members that nobody can see here
        return _unless_same(value, place, self._members(value, place, depth))

    def _called(self, name: str, argument: Json, place: Place, depth: int) -> Resolved | None:
        function = self._functions.get(name)
        if function is None:
            return unknown(place)
        found = function(argument, place.child(0), depth + 1)
        # what is not known stands where the function is written
        return found if found is None or found.value != UNKNOWN else unknown(place)

    def _items(self, value: list[Json], place: Place, depth: int) -> Resolved:
        found = [self.resolve(item, place.child(step), depth + 1) for step, item in enumerate(value)]
        kept = [item for item in found if item is not None]
        # conditions that leave nothing of a list hardly ever hold together: nobody would deploy that
        return resolved_list(kept, place) if kept or not value else unknown(place)

    def _members(self, value: Object, place: Place, depth: int) -> Resolved:
        members = []
        for step, (name, item) in enumerate(value):
            found = self.resolve(item, place.child(step), depth + 1)
            if found is not None:
                members.append((name, place.child(step).key, found))
        return resolved_object(members, place)

    def _ref(self, argument: Json, place: Place, _: int) -> Resolved | None:
        if argument == "AWS::NoValue":
            return None
        default = self.template.default(argument) if isinstance(argument, str) else None
        if default is None or not self.template.spend(len(default)):
            return unknown(place)
        return constant(default, place)

    def _if(self, argument: Json, place: Place, depth: int) -> Resolved | None:
        if not isinstance(argument, list) or len(argument) != 3 or not isinstance(argument[0], str):
            return unknown(place)
        truth = self.conditions.get(argument[0])
        if truth is None:
            return unknown(place)
        branch = 1 if truth else 2
        return self.resolve(argument[branch], place.child(branch), depth)

    def _sub(self, argument: Json, place: Place, depth: int) -> Resolved:
        values: dict[str, tuple[Json, Place]] = {}
        if isinstance(argument, list):
            if len(argument) != 2 or not isinstance(argument[1], Object):
                return unknown(place)
            own = place.child(1)
            values = {name: (item, own.child(step)) for step, (name, item) in enumerate(argument[1])}
            argument, place = argument[0], place.child(0)
        if not isinstance(argument, str):
            return unknown(place)
        composed, origin, at = ComposedText(), Origin(place), 0
        for found in _VARIABLE.finditer(argument):
            composed.copy(argument[at : found.start()], origin, at)
            name = found[1].strip()
            if name.startswith("!"):
                composed.replace(f"${{{name[1:]}}}", origin, *found.span())
            elif name in values:
                item = self.resolve(*values[name], depth + 1) or unknown(values[name][1])
                composed.insert(_text(item.value), item.origin)
            else:
                default = self.template.default(name)
                composed.replace(default if isinstance(default, str) else HOLE, origin, *found.span())
            at = found.end()
        composed.copy(argument[at:], origin, at)
        return self._done(composed, place)

    def _done(self, composed: ComposedText, place: Place) -> Resolved:
        made = composed.done(place)
        return made if isinstance(made.value, str) and self.template.spend(len(made.value)) else unknown(place)

    def _join(self, argument: Json, place: Place, depth: int) -> Resolved:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
            return unknown(place)
        found = self.resolve(argument[1], place.child(1), depth)
        if found is None or not isinstance(found.value, list):
            return unknown(place)
        composed = ComposedText()
        for number, item in enumerate(found.value):
            if number:
                composed.glue(argument[0])
            composed.insert(_text(item), found.origin.child(number))
        return self._done(composed, place)

    def _select(self, argument: Json, place: Place, depth: int) -> Resolved | None:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
            return unknown(place)
        found = self.resolve(argument[1], place.child(1), depth)
        number = int(argument[0]) if re.fullmatch(r"[0-9]{1,4}", argument[0]) else None
        if found is None or number is None or not isinstance(found.value, list) or number >= len(found.value):
            return unknown(place)
        return Resolved(found.value[number], found.origin.child(number))

    def _split(self, argument: Json, place: Place, depth: int) -> Resolved:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str) or not argument[0]:
            return unknown(place)
        found = self.resolve(argument[1], place.child(1), depth)
        text = found.value if found else None
        if not isinstance(text, str) or HOLE in text:
            return unknown(place)
        items = text.split(argument[0], _MAX_ITEMS)
        return constant(items, place) if len(items) <= _MAX_ITEMS else unknown(place)

    def _find_in_map(self, argument: Json, place: Place, depth: int) -> Resolved:
        if not isinstance(argument, list) or len(argument) < 3:
            return unknown(place)
        names = []
        for step, item in enumerate(argument[:3]):
            found = self.resolve(item, place.child(step), depth)
            names.append(found.value if found and isinstance(found.value, str) else UNKNOWN)
        value = self.template.mapped(*names)
        if isinstance(value, str):
            return constant(str(value), place)
        if isinstance(value, list) and len(value) <= _MAX_ITEMS:
            texts = [item for item in value if isinstance(item, str)]
            return constant(texts, place) if len(texts) == len(value) else unknown(place)
        return unknown(place)


def _unless_same(value: Json, place: Place, found: Resolved) -> Resolved:
    """What was found, or the value itself where nothing in it has changed, so that its place stays exact."""
    if isinstance(value, Object):
        new = found.value if isinstance(found.value, Object) else Object()
        same = len(new) == len(value) and all(one[1] is other[1] for one, other in zip(new, value, strict=True))
    else:
        items = found.value if isinstance(found.value, list) else []
        same = isinstance(value, list) and len(items) == len(value) and all(map(is_, items, value))
    return Resolved(value, Origin(place)) if same else found


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else HOLE

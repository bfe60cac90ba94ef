"""The functions of Terraform's language that policies are put together with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from iamscope.inputs.terraform.values import (
    MAX_WEIGHT,
    Member,
    Value,
    constant,
    list_of,
    members_of,
    object_of,
    unknown,
)
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Number, Object

Function = Callable[[Sequence[Value], Place], Value]

#: Their result is one of their arguments, which keeps its place even in another file.
PASS_THROUGH = frozenset(
    {"jsonencode", "nonsensitive", "tolist", "tomap", "toset", "tostring", "tobool", "tonumber", "try"}
)
#: They say something even of arguments that are not known.
UNKNOWN_ARGUMENTS = frozenset(
    {"coalesce", "coalescelist", "compact", "concat", "flatten", "format", "join", "merge", "try"}
)
_VERB = re.compile(r"%(?:%|([-+# 0-9.]*)([a-z]))")
_MAX_REPEATED = 10_000


def _jsonencode(arguments: Sequence[Value], place: Place) -> Value:
    value = arguments[0]
    if isinstance(value.json, Object | list) and not value.is_encoded:
        return value._replace(is_encoded=True)
    return unknown(place)


def _jsondecode(arguments: Sequence[Value], place: Place) -> Value:
    return arguments[0]._replace(is_encoded=False) if arguments[0].is_encoded else unknown(place)


def _same(arguments: Sequence[Value], _: Place) -> Value:
    return arguments[0]


def _set(arguments: Sequence[Value], place: Place) -> Value:
    value = arguments[0]
    if not isinstance(value.json, list):
        return unknown(place)
    seen: list[Json] = []
    kept = []
    texts: set[str] = set()
    for item in value.items:
        if isinstance(item.json, str):
            is_new = item.json not in texts or HOLE in item.json
            texts.add(item.json)
        else:
            is_new = len(seen) > _MAX_REPEATED or item.json not in seen
            seen.append(item.json)
        if is_new:
            kept.append(item)
    return value if len(kept) == len(value.items) else list_of(kept, value.origin.place)


def _concat(arguments: Sequence[Value], place: Place) -> Value:
    items: list[Value] = []
    for argument in arguments:
        items += argument.items if isinstance(argument.json, list) else [unknown(argument.origin.place)]
    return list_of(items, place)


def _flatten(arguments: Sequence[Value], place: Place) -> Value:
    items: list[Value] = []
    pending = list(arguments)
    while pending:
        value = pending.pop()
        if isinstance(value.json, list):
            pending += reversed(value.items)
        else:
            items.append(value)
    return list_of(items, place)


def _compact(arguments: Sequence[Value], place: Place) -> Value:
    items = _concat(arguments[:1], place).items
    return list_of([item for item in items if item.json not in ("", None)], place)


def _merge(arguments: Sequence[Value], place: Place) -> Value:
    found: dict[str, Member] = {}
    for number, argument in enumerate(arguments):
        if isinstance(argument.json, Object):
            found |= {member.name: member for member in members_of(argument)}
        else:  # it could add any member, and change those before
            found = {name: member._replace(value=unknown(member.value.origin.place)) for name, member in found.items()}
            key = argument.origin.place
            found[HOLE * (number + 1)] = Member(HOLE, key, unknown(key))
    return object_of(list(found.values()), place)


def _format(arguments: Sequence[Value], place: Place) -> Value:
    template = arguments[0].text
    if template is None or HOLE in template or sum(argument.weight for argument in arguments) > MAX_WEIGHT:
        return unknown(place)
    values = iter(arguments[1:])

    def written(verb: re.Match[str]) -> str:
        if verb[0] == "%%":
            return "%"
        text = next(values).text
        if text is None or verb[1] or verb[2] not in "svd":
            return HOLE
        return text

    try:
        return constant(_VERB.sub(written, template), place)
    except StopIteration:  # fewer values than verbs
        return unknown(place)


def _join(arguments: Sequence[Value], place: Place) -> Value:
    glue = arguments[0].text
    if glue is None or len(arguments) < 2:
        return unknown(place)
    items = [item for argument in arguments[1:] for item in _concat([argument], place).items]
    if sum(item.weight for item in items) + len(items) * arguments[0].weight > MAX_WEIGHT:
        return unknown(place)
    texts = [item.text or HOLE for item in items]
    return constant(glue.join(texts), place)


def _formatlist(arguments: Sequence[Value], place: Place) -> Value:
    length = max((len(argument.items) for argument in arguments), default=0)
    if any(len(argument.items) not in (0, 1, length) for argument in arguments):
        return unknown(place)
    made = []
    for number in range(length):
        row = [(argument.items or [argument])[number if len(argument.items) > 1 else 0] for argument in arguments]
        made.append(_format(row, place))
    return list_of(made, place)


def _split(arguments: Sequence[Value], place: Place) -> Value:
    glue, text = _known(arguments[0]), _known(arguments[1])
    return list_of([constant(part, place) for part in text.split(glue)], place)


def _replace(arguments: Sequence[Value], place: Place) -> Value:
    text, old, new = (_known(argument) for argument in arguments)
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):  # a regular expression
        return unknown(place)
    return constant(text.replace(old, new), place) if old and len(text) * len(new) < 1_000_000 else unknown(place)


def _on_text(change: Callable[[str], str]) -> Function:
    def function(arguments: Sequence[Value], place: Place) -> Value:
        return constant(change(_known(arguments[0])), place)

    return function


def _trim(change: Callable[[str, str], str]) -> Function:
    def function(arguments: Sequence[Value], place: Place) -> Value:
        return constant(change(_known(arguments[0]), _known(arguments[1])), place)

    return function


def _known(value: Value) -> str:
    """A text that is known entirely; raises ValueError for any other."""
    text = value.text
    if text is None or HOLE in text:
        raise ValueError
    return text


def _first(arguments: Sequence[Value], place: Place) -> Value:
    """The first argument that is there; nothing can be said from one on that is not known."""
    for argument in arguments:
        if argument.is_unknown:
            break
        if argument.json not in (None, "", []):
            return argument
    return unknown(place)


def _try(arguments: Sequence[Value], place: Place) -> Value:
    return unknown(place) if arguments[0].is_unknown else arguments[0]


def _keys(arguments: Sequence[Value], place: Place) -> Value:
    members = sorted(_object(arguments[0]), key=lambda member: member.name)
    return list_of([constant(member.name, member.key) for member in members], place)


def _values(arguments: Sequence[Value], place: Place) -> Value:
    return list_of([member.value for member in sorted(_object(arguments[0]), key=lambda item: item.name)], place)


def _object(value: Value) -> list[Member]:
    if not isinstance(value.json, Object) or any(HOLE in name for name, _ in value.json):
        raise ValueError
    return members_of(value)


def _lookup(arguments: Sequence[Value], place: Place) -> Value:
    names = {member.name: member.value for member in _object(arguments[0])}
    key = _known(arguments[1])
    return names[key] if key in names else arguments[2] if len(arguments) > 2 else unknown(place)


def _element(arguments: Sequence[Value], place: Place) -> Value:
    items = arguments[0].items
    return items[int(_known(arguments[1])) % len(items)] if items else unknown(place)


def _one(arguments: Sequence[Value], place: Place) -> Value:
    items = arguments[0].items
    return items[0] if len(items) == 1 else unknown(place)


def _length(arguments: Sequence[Value], place: Place) -> Value:
    json = arguments[0].json
    if not isinstance(json, Object | list) or any(item in (UNKNOWN, (HOLE, UNKNOWN)) for item in json):
        return unknown(place)
    return constant(Number(len(json)), place)


def _contains(arguments: Sequence[Value], place: Place) -> Value:
    wanted = _known(arguments[1])
    return constant(wanted in [_known(item) for item in arguments[0].items], place)


FUNCTIONS: dict[str, Function] = {
    "coalesce": _first,
    "coalescelist": _first,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _set,
    "element": _element,
    "flatten": _flatten,
    "format": _format,
    "formatlist": _formatlist,
    "join": _join,
    "jsondecode": _jsondecode,
    "jsonencode": _jsonencode,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "lower": _on_text(str.lower),
    "merge": _merge,
    "nonsensitive": _same,
    "one": _one,
    "replace": _replace,
    "setunion": lambda arguments, place: _set([_concat(arguments, place)], place),
    "sort": _same,
    "split": _split,
    "title": _on_text(str.title),
    "tobool": _same,
    "tolist": _same,
    "tomap": _same,
    "tonumber": _same,
    "toset": _set,
    "tostring": _same,
    "trimprefix": _trim(str.removeprefix),
    "trimspace": _on_text(str.strip),
    "trimsuffix": _trim(str.removesuffix),
    "try": _try,
    "upper": _on_text(str.upper),
    "values": _values,
}

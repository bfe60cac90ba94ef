"""JSON values that keep what a policy linter must see: duplicate keys, and numbers as they were written."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

#: Stands in a string for each stretch that is not known (`${var.x}`, `!Sub`): it could be any text.
HOLE = "\ufffc"
#: A whole value that is not known: it could be anything.
UNKNOWN = HOLE

#: Deeper than any real file; beyond it Python's own decoder would run out of stack.
MAX_DEPTH = 500


class Object(tuple[tuple[str, "Json"], ...]):
    """The members of a JSON object in order, duplicates included."""

    __slots__ = ()

    def get(self, name: str) -> Json:
        """The value of the first member called `name`; None where there is none (or it is null)."""
        for key, value in self:
            if key == name:
                return value
        return None


class Number(str):
    """A JSON number as it was written: `1e999999` needs no arithmetic to be reported."""

    __slots__ = ()


Json: TypeAlias = Object | list["Json"] | str | Number | bool | None


class NotJsonError(Exception):
    """The text is not JSON, or nests deeper than `MAX_DEPTH`; the grammar says where and why."""


def _refuse_constant(name: str) -> Json:
    raise NotJsonError(name)  # NaN and Infinity, which Python's decoder would let pass


_DECODER = json.JSONDecoder(
    object_pairs_hook=Object, parse_float=Number, parse_int=Number, parse_constant=_refuse_constant
)
_BLANK = re.compile(r"[ \t\r\n]*")


def decode(text: str) -> Json:
    """The value of a JSON text, by the C decoder; raises NotJsonError.

    It accepts what `policy.lark` accepts and nothing else (a test holds the two together).
    Raises RecursionError where the caller has left too little of the stack: that says nothing of the text, and taking
    it for a text that is no JSON would report a policy without findings.
    """
    if too_deep_at(text) is not None:
        raise NotJsonError
    return decode_trusted(text)


def decode_trusted(text: str) -> Json:
    """The same for a text of which the depth is not looked at first, which takes most of the time of a large one.

    One that nests too deeply raises RecursionError.
    """
    try:
        start = _BLANK.match(text).end()  # type: ignore[union-attr]  # the pattern matches the empty text
        value, end = _DECODER.raw_decode(text, start)
    except ValueError as error:
        raise NotJsonError from error
    if _BLANK.fullmatch(text, end) is None:
        raise NotJsonError
    return value  # type: ignore[no-any-return]


_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def too_deep_at(text: str) -> int | None:
    """The offset of the first bracket nested deeper than `MAX_DEPTH`; linear, and free for texts with few brackets."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return None
    depth = 0
    for token in _BRACKETS.finditer(text):
        first = token[0][0]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return token.start()
        elif first in "]}":
            depth -= 1
    return None


#: The intrinsic functions of CloudFormation that stand for a value.
_INTRINSICS = frozenset(
    {
        "Ref",
        "Fn::Base64",
        "Fn::Cidr",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetAZs",
        "Fn::GetStackOutput",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Length",
        "Fn::Select",
        "Fn::Split",
        "Fn::Sub",
        "Fn::ToJsonString",
        "Fn::Transform",
    }
)


def is_unknown(value: Json) -> bool:
    """Whether a value could be anything: UNKNOWN, or a CloudFormation intrinsic (`{"Ref": …}`, `{"Fn::Sub": …}`)."""
    if isinstance(value, str):
        return value == UNKNOWN
    return isinstance(value, Object) and len(value) == 1 and value[0][0] in _INTRINSICS


def has_hole(value: Json) -> bool:
    """Whether something in a value, names of members included, is not known."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if HOLE in item:
                return True
        elif is_unknown(item):
            return True
        elif isinstance(item, Object):
            for name, member in item:
                if HOLE in name:
                    return True
                pending.append(member)
        elif isinstance(item, list):
            pending += item
    return False


def type_name(value: Json) -> str:
    """The JSON type of a value, for messages."""
    if isinstance(value, Object):
        return "object"
    if isinstance(value, list):
        return "array"
    if isinstance(value, Number):
        return "number"
    if isinstance(value, str):
        return "string"
    return "null" if value is None else "boolean"

"""How large a policy is, as AWS's quotas count."""

from __future__ import annotations

import json

from iamscope.syntax.ast import Policy
from iamscope.syntax.json_value import HOLE, Json, Number, Object

_BLANKS = " \t\r\n"


def policy_size(policy: Policy, *, blanks: bool = False) -> int:
    """The characters of a policy document, with or without white space.

    A document that is a whole text counts as it is written. One inside of a template is written anew by whoever
    deploys it, so it counts as the shortest JSON text of its value, in which what is not known may be empty.
    """
    if policy.is_whole_text:
        text = policy.place.document.source.text
    else:
        text = "".join(_compact(policy.value)).replace(HOLE, "")
    if blanks:
        return len(text)
    return len(text) - sum(text.count(blank) for blank in _BLANKS)


def size_beyond(policy: Policy, quota: int, *, blanks: bool = False) -> int | None:
    """The size of a policy that is larger than a quota, else None."""
    if policy.is_whole_text and len(policy.place.document.source.text) <= quota:
        return None  # most policies: nothing to count
    size = policy_size(policy, blanks=blanks)
    return size if size > quota else None


def _compact(value: Json) -> list[str]:
    parts: list[str] = []
    pending: list[Json | _Literal] = [value]  # a stack: values may nest as deep as the decoder allows
    while pending:
        item = pending.pop()
        if isinstance(item, _Literal | Number):
            parts.append(item)
        elif isinstance(item, Object):
            members: list[Json | _Literal] = [_Literal("{")]
            for number, (name, member) in enumerate(item):
                members += [_Literal(("," if number else "") + json.dumps(name, ensure_ascii=False) + ":"), member]
            pending += reversed([*members, _Literal("}")])
        elif isinstance(item, list):
            entries: list[Json | _Literal] = [_Literal("[")]
            for number, entry in enumerate(item):
                entries += [_Literal(","), entry] if number else [entry]
            pending += reversed([*entries, _Literal("]")])
        else:
            parts.append(json.dumps(item, ensure_ascii=False))
    return parts


class _Literal(str):
    """A piece of the text itself, not a value to be written."""

    __slots__ = ()

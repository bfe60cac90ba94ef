"""The three answers that the graph works with, and conditions answered by them.

A graph asks whether *some* request of a principal is allowed. What a condition demands of a request is therefore known
(from who calls, and what is called), the caller's to choose, or open: it may hold, and nobody can tell from policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum, IntEnum
from typing import TypeAlias

from iamscope.logic.evaluation.conditions import holds
from iamscope.logic.evaluation.context import Context
from iamscope.syntax.ast import Condition


class Answer(IntEnum):
    """Whether something is so; `min` is and, `max` is or."""

    NO = 0
    OPEN = 1
    YES = 2


#: Keys whose value the caller chooses with the request: a condition on one keeps nobody out, whatever its effect.
_CHOSEN = frozenset(
    {
        "aws:requestedregion",
        "aws:tagkeys",
        "aws:useragent",
        "aws:referer",
        "sts:durationseconds",
        "sts:rolesessionname",
        "sts:sourceidentity",
        "sts:transitivetagkeys",
    }
)
_CHOSEN_PREFIX = "aws:requesttag/"

#: Keys that depend on what is called.
_OF_TARGET = frozenset(
    {
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "iam:passedtoservice",
        "iam:permissionsboundary",
        "iam:policyarn",
    }
)
_OF_TARGET_PREFIXES = ("aws:resourcetag/", "iam:resourcetag/")


class Unknown(Enum):
    """Says of the value of a condition key that policies do not tell it."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN
#: What is known of a condition key: its value or values, None for a key that is certainly absent, or UNKNOWN.
Value: TypeAlias = str | tuple[str, ...] | Unknown | None
#: Answers the value of a condition key, given in lower case.
Lookup: TypeAlias = Callable[[str], Value]


def is_personal(key: str) -> bool:
    """Whether the value of a key (in lower case) is a principal's own."""
    return key in ("aws:principalarn", "aws:userid", "aws:username") or key.startswith("aws:principaltag/")


def is_of_target(key: str) -> bool:
    """Whether the value of a key (in lower case) is told by what is called."""
    return key in _OF_TARGET or is_tag_of_target(key)


def is_tag_of_target(key: str) -> bool:
    """Whether the value of a key (in lower case) is a tag of what is called."""
    return key.startswith(_OF_TARGET_PREFIXES)


def keys_of(condition: Condition) -> set[str]:
    """The keys, in lower case, that a condition depends on: its own and those of variables in its values."""
    found = {condition.key_name}
    for value in condition.values:
        if "${" in value.value:
            found |= {variable.key.strip().lower() for variable in value.variables}
    return found


def context_of(lookup: Lookup, keys: Iterable[str]) -> Context:
    """The context of a request, as far as these keys go and are known."""
    values = {key: lookup(key) for key in keys}
    return Context({key: value for key, value in values.items() if value is not None and value is not UNKNOWN})


def answer(condition: Condition, lookup: Lookup, *, variables: bool, allows: bool) -> Answer:
    """Whether one condition of a statement holds; `allows` says whether that helps the caller."""
    key = condition.key_name
    if key in _CHOSEN or key.startswith(_CHOSEN_PREFIX):
        return Answer.YES if allows else Answer.NO
    keys = keys_of(condition) if variables else {key}
    if any(lookup(each) is UNKNOWN for each in keys):
        return Answer.OPEN
    return Answer.YES if holds(condition, context_of(lookup, keys), variables=variables) else Answer.NO

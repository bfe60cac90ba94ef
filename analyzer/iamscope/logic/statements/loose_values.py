"""Where a wildcard or a variable makes a pattern match far more than it seems to.

Access Analyzer's page on policy checks names three cases: keys whose values identify an account, an organisation or a
network; `aws:userid`; and "certain keys" that want six literal characters in front of each wildcard.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from iamscope.logic.facts import facts
from iamscope.syntax.ast import Condition
from iamscope.syntax.variables import find_variables

if TYPE_CHECKING:
    from iamscope.spec import Spec

#: As Access Analyzer demands; observed that five are too few, and that they are counted anew after each wildcard.
LITERALS = 6
#: No value of such a key is longer; what is, is left to other checks.
_LONGEST = 4096


class Strictness(Enum):
    """What the values of a key must look like where they are patterns."""

    FREE = "free"
    EXACT = "exact"  # no wildcard has a use there
    USER_ID = "user id"  # `unique id:name`; only all of one side may be left open
    LITERALS_FIRST = "literals first"


class Loose(NamedTuple):
    """A stretch of a pattern that could be anything; `literals` counts the literal characters since the last one."""

    is_variable: bool
    literals: int


def strictness(condition: Condition, spec: Spec) -> Strictness:
    """What the values of a condition must look like; FREE where its operator compares whole texts."""
    if not condition.operator.like:
        return Strictness.FREE
    name = condition.key_name
    if name == "aws:userid":
        return Strictness.USER_ID
    if name.startswith("aws:"):
        key = spec.condition_key(name)
        return Strictness.EXACT if key is not None and key.sensitive else Strictness.FREE
    provider, _, claim = name.rpartition(":")
    providers, claims = _literals_first()
    if claim in claims and provider.partition("/")[0] in providers:
        return Strictness.LITERALS_FIRST
    return Strictness.FREE


@cache
def _literals_first() -> tuple[frozenset[str], frozenset[str]]:
    """The identity providers and the claims for which literals are counted."""
    listed = facts("facts/conditions")["literals_first"]
    return frozenset(listed["providers"]), frozenset(listed["claims"])


def is_loose(value: str, strictness: Strictness, *, variable: bool) -> bool:
    """Whether a wildcard (or, if `variable`, a policy variable) opens a value that must be strict."""
    if strictness is Strictness.FREE or len(value) > _LONGEST:
        return False
    if not ("${" in value if variable else "*" in value or "?" in value):
        return False
    found = list(_loose(value))
    if not any(item.is_variable == variable for item in found):
        return False
    if strictness is Strictness.EXACT:
        return True
    if strictness is Strictness.LITERALS_FIRST:
        return any(item.is_variable == variable and item.literals < LITERALS for item in found)
    left, colon = _before_colon(value)
    if not colon:
        return True
    inside = list(_loose(left))
    if not any(item.is_variable == variable for item in inside):
        return False  # it stands right of the colon
    return len(inside) > 1 or len(left) > _width(left)


def _loose(value: str) -> Iterator[Loose]:
    """The wildcards and variables of a pattern in order."""
    at = literals = 0
    for variable in find_variables(value):
        for item, rest in _wildcards(value[at : variable.start], literals):
            if item is None:
                literals = rest
            else:
                yield item
        if variable.is_escape:
            literals += 1
        else:
            yield Loose(True, literals)
            literals = 0
        at = variable.end
    for item, _ in _wildcards(value[at:], literals):
        if item is not None:
            yield item


def _wildcards(text: str, literals: int) -> Iterator[tuple[Loose | None, int]]:
    """The wildcards of a text without variables; at last None and the count of characters behind them."""
    for character in text:
        if character in "*?":
            yield Loose(False, literals), 0
            literals = 0
        else:
            literals += 1
    yield None, literals


def _before_colon(value: str) -> tuple[str, bool]:
    """What stands in front of the first colon outside `${…}`, and whether there is one."""
    at = 0
    for variable in find_variables(value):
        colon = value.find(":", at, variable.start)
        if colon >= 0:
            return value[:colon], True
        at = variable.end
    colon = value.find(":", at)
    return (value[:colon], True) if colon >= 0 else (value, False)


def _width(text: str) -> int:
    """How long the one wildcard or variable at the start of a text is; 0 where a literal stands there."""
    variables = find_variables(text)
    if variables and variables[0].start == 0 and not variables[0].is_escape:
        return variables[0].end
    return 1 if text[:1] in ("*", "?") else 0

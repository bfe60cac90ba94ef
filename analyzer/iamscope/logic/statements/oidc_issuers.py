"""OIDC issuers that many parties share: whom a condition on their tokens lets in."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from iamscope.logic.facts import facts
from iamscope.logic.patterns import intersects, matches
from iamscope.syntax.ast import Condition, ConditionValue

_STRANGER = "\0"  # a name that only a wildcard matches
_LONGEST_SUBJECT = 2048  # nobody's subject is longer; a bound for what strangers write into policies


class SharedIssuer(NamedTuple):
    """An issuer as `action-spec/facts/oidc-issuers.json` describes it."""

    who: str
    tenant_claims: frozenset[str]
    stranger: str
    names_are_free: bool
    name_end: str
    example: str


@cache
def _shared_issuers() -> dict[str, SharedIssuer]:
    return {
        name: SharedIssuer(
            entry["who"],
            frozenset(entry["tenant_claims"]),
            entry["stranger"],
            entry["names_are_free"],
            entry["name_end"],
            entry["example"],
        )
        for name, entry in facts("facts/oidc-issuers")["issuers"].items()
    }


def shared_issuer(issuer: str) -> SharedIssuer | None:
    """What is known of an issuer (host and path in lower case); None for one that belongs to a single party."""
    known = _shared_issuers()
    found = known.get(issuer)
    if found is not None or len(issuer) > _LONGEST_SUBJECT:
        return found
    return next((entry for name, entry in known.items() if "*" in name and matches(name, issuer)), None)


def is_open(value: ConditionValue, condition: Condition) -> bool:
    """Whether a value is nothing but wildcards, so that every value of the key matches it."""
    return condition.operator.like and value.has_wildcard and not value.value.strip("*?")


def is_positive(condition: Condition) -> bool:
    """Whether a condition holds only for values that match."""
    operator = condition.operator
    return operator.known and operator.family != "Null" and not operator.negated


def admits_strangers(value: ConditionValue, condition: Condition, issuer: SharedIssuer) -> bool:
    """Whether a value of `sub` matches subjects of parties that it does not name."""
    text = value.value
    if not condition.operator.like or not value.has_wildcard or "${" in text or len(text) > _LONGEST_SUBJECT:
        return False
    return intersects(text, issuer.stranger.replace("{}", _STRANGER)) or admits_lookalikes(value, issuer)


def admits_lookalikes(value: ConditionValue, issuer: SharedIssuer) -> bool:
    """Whether the first wildcard stands in a name that anyone could register with the same beginning."""
    literal = value.value.partition("*")[0].partition("?")[0]
    prefix = issuer.stranger.partition("{}")[0]
    name = literal.removeprefix(prefix)
    return issuer.names_are_free and name != literal and bool(name) and issuer.name_end not in name

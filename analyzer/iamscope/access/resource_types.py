"""The types of resources that external access findings are made for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from iamscope.errors import InputError
from iamscope.logic.facts import facts
from iamscope.logic.patterns import matches
from iamscope.syntax.ast import Statement

ROLE = "AWS::IAM::Role"
#: What a principal of each kind calls to become a role: STS API reference. TagSession alone opens nothing.
_WAYS_IN = {
    "AWS": ("sts:assumerole",),
    "Federated": ("sts:assumerolewithsaml", "sts:assumerolewithwebidentity"),
    "*": ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"),
}


class ResourceType(NamedTuple):
    """A type as `action-spec/facts/external-access-types.json` describes it, under its CloudFormation name."""

    name: str
    services: tuple[str, ...]
    settings: frozenset[str]
    actions: tuple[str, ...]
    anonymous: bool

    def granted(self, statement: Statement, kind: str) -> list[str]:
        """The action patterns that an Allow gives to principals of a kind; none where they cannot become the role.

        `kind` is a key of `Principal`, or `*` for everyone.

        Patterns of other services are kept: that such an action means nothing here is for the linter to say.
        """
        if statement.element("NotAction") is not None:
            return [f"{service}:*" for service in self.services] if statement.not_actions else []
        patterns = [action.value for action in statement.actions]
        if self.name == ROLE and not any(_opens(pattern, kind) for pattern in patterns):
            return []
        return patterns


def _opens(pattern: str, kind: str) -> bool:
    wanted = "*" if pattern == "*:*" else pattern.lower()
    return any(matches(wanted, way) for way in _WAYS_IN.get(kind, ()))


@cache
def resource_types() -> Mapping[str, ResourceType]:
    """Every type by its name and by those of the template parts that stand for it."""
    raw = facts("facts/external-access-types")
    types = {
        name: ResourceType(
            name,
            tuple(entry["services"]),
            frozenset(entry.get("settings", ())),
            tuple(entry.get("actions", ())),
            bool(entry.get("anonymous")),
        )
        for name, entry in raw["types"].items()
    }
    types |= {
        name: ResourceType(name, tuple(services), frozenset(), (), True)
        for name, services in raw["policies"].items()
        if name != "source"
    }
    return types | {alias: types[name] for alias, name in raw["aliases"].items()}


def resource_type(name: object) -> ResourceType:
    """The type of a name; raises InputError for one that no findings are made for."""
    known = resource_types()
    found = known.get(name) if isinstance(name, str) else None
    if found is None:
        from iamscope.suggestion import suggestion

        raise InputError(f"`{name}` is no resource type with a policy of its own", suggestion(str(name), list(known)))
    return found

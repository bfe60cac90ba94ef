"""Actions that only callers of the resource's own account may do, whatever its policy allows."""

from __future__ import annotations

from functools import cache

from iamscope.logic.facts import facts


@cache
def own_account_actions() -> frozenset[str]:
    """The actions in lower case."""
    by_service = facts("facts/own-account-actions")["actions"]
    return frozenset(f"{service}:{name.lower()}" for service, names in by_service.items() for name in names)

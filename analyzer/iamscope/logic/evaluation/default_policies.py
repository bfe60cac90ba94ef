"""Policies that AWS goes by where a resource has none."""

from __future__ import annotations

import json
from functools import cache

from iamscope.logic.facts import facts
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy


def default_policy(action: str) -> Policy | None:
    """The policy that decides about an action on a resource that has none; None where there is no such."""
    return _by_action().get(action.lower())


@cache
def default_policies() -> tuple[Policy, ...]:
    """All such policies."""
    texts = [json.dumps(document, indent=1) for document in facts("facts/default-policies")["policies"]]
    return tuple(as_policy(text, PolicyType.RESOURCE, "default policy") for text in texts)


@cache
def _by_action() -> dict[str, Policy]:
    return {
        action.value.lower(): policy
        for policy in default_policies()
        for statement in policy.statements
        for action in statement.actions
    }

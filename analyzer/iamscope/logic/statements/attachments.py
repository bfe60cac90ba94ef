"""What a resource policy can speak of, given the CloudFormation type of what it is attached to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from iamscope.logic.facts import facts
from iamscope.policy_types import TRUST_RESOURCE_TYPE, PolicyType
from iamscope.syntax.ast import Policy


class Attachment(NamedTuple):
    """Resource types (`s3:bucket`) that the actions of a policy may work on, and those that its `Resource` may name."""

    resource_type: str
    actions: frozenset[str]
    resources: tuple[str, ...]


def attachment(policy: Policy) -> Attachment | None:
    """What the policy is attached to; None where that was not said, or nothing is known of it."""
    kind = TRUST_RESOURCE_TYPE if policy.policy_type is PolicyType.TRUST else policy.resource_type
    return None if kind is None else _attachments().get(kind)


@cache
def _attachments() -> Mapping[str, Attachment]:
    raw = facts("facts/attachments")["types"]
    return {
        name: Attachment(name, frozenset(types["actions"]), tuple(types["resources"])) for name, types in raw.items()
    }

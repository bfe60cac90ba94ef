"""What snapshots tell of resources, as external access is asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iamscope.access.model import Part, PolicyDocument, Resource, Role
from iamscope.access.resource_types import ROLE, ResourceType, resource_types
from iamscope.access.resources import SharedResource, with_settings
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy
from iamscope.syntax.json_value import Json, Object

#: No setting of any resource nests deeper.
_MAX_DEPTH = 40


def shared_role(role: Role) -> SharedResource | None:
    """A role with its trust policy; None where that could not be read."""
    if role.trust is None:
        return None
    return SharedResource(resource_types()[ROLE], role.arn, role.account, role.trust.trust_policy)


def shared_resource(resource: Resource) -> SharedResource | None:
    """A resource with its policy and settings; None for a type that no findings are made for."""
    type = resource_types().get(resource.type)
    if type is None:
        return None
    settings = plain_json(resource.settings)
    policy = None if resource.policy is None else _tree(resource.policy, type)
    return with_settings(type, resource.arn, resource.account or None, policy, settings, settings)


def own_resources(part: Part) -> Iterator[str]:
    """ARNs of the part's resources that tell no account, such as buckets."""
    for resource in part.resources:
        fields = resource.arn.split(":", 5)
        if len(fields) == 6 and not fields[4]:
            yield resource.arn


def _tree(document: PolicyDocument, type: ResourceType) -> Policy:
    policy_type = PolicyType.TRUST if type.name == ROLE else PolicyType.RESOURCE
    return document.policy(policy_type, type.name)


def plain_json(value: Json, depth: int = _MAX_DEPTH) -> Any:
    """A JSON value as Python's own types; of duplicate members the last counts, and what lies too deep is left out."""
    if isinstance(value, Object):
        return {name: plain_json(item, depth - 1) for name, item in value} if depth else {}
    if isinstance(value, list):
        return [plain_json(item, depth - 1) for item in value] if depth else []
    return value

"""A resource as external access is asked of it: its policy, its settings and who owns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from iamscope.access.resource_settings import Settings
from iamscope.access.resource_types import ROLE, ResourceType, resource_type
from iamscope.errors import InputError
from iamscope.logic.arn_formats import is_account_id
from iamscope.logic.buckets.access_points import AccessPoint
from iamscope.logic.buckets.block_public_access import OPEN, PublicAccessBlock
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

#: What a resource may say; `resource_type` it must.
FIELDS = (
    "resource_type",
    "resource",
    "owner_account",
    "policy",
    "configuration",
    "grants",
    "acl",
    "acl_grants",
    "owner_canonical_id",
    "object_ownership",
    "public_access_block",
    "account_public_access_block",
    "access_points",
)


@dataclass(frozen=True, slots=True)
class SharedResource:
    """A resource with everything that may share it; `arn` is empty and `owner` None where they are not known."""

    type: ResourceType
    arn: str = ""
    owner: str | None = None
    policy: Policy | None = None
    configuration: object = None
    grants: tuple[object, ...] = ()
    acl: tuple[object, ...] = ()
    owner_canonical_id: str | None = None
    block: PublicAccessBlock = OPEN
    access_points: tuple[AccessPoint, ...] = ()


def parse_resource(resource: Mapping[str, Any]) -> SharedResource:
    """The resource of a mapping with the fields of `FIELDS`; raises InputError that names what is wrong.

    `policy` is a JSON text, a mapping or a tree; `grants` are those of a KMS key, `acl_grants` those of a bucket.
    """
    if not isinstance(resource, Mapping):
        raise InputError("a resource is a mapping", "give its `resource_type`, `owner_account` and `policy`")
    unknown = [key for key in resource if key not in FIELDS]
    if unknown:
        raise InputError(
            f"a resource has no field `{unknown[0]}`", "known are " + ", ".join(f"`{key}`" for key in FIELDS)
        )
    type = resource_type(resource.get("resource_type"))
    owner = resource.get("owner_account")
    if owner is not None and not (isinstance(owner, str) and is_account_id(owner)):
        raise InputError(f"`{owner}` is no account id", "an account id has twelve digits")
    for name in ("grants", "acl_grants", "access_points"):
        _check_list(resource, name)
    arn, policy = str(resource.get("resource") or ""), _policy(resource.get("policy"), type)
    return with_settings(type, arn, owner, policy, resource, resource.get("configuration"))


def with_settings(
    type: ResourceType,
    arn: str,
    owner: str | None,
    policy: Policy | None,
    settings: Mapping[str, Any],
    configuration: object,
) -> SharedResource:
    """A resource with the settings that a mapping has, in any spelling; `configuration` is that of a snapshot."""
    read = Settings(settings)
    return SharedResource(
        type,
        arn,
        owner,
        policy,
        configuration,
        read.grants,
        read.acl,
        read.owner_canonical_id,
        read.block,
        read.access_points,
    )


def _policy(document: Any, type: ResourceType) -> Policy | None:
    if document in (None, ""):
        return None
    if not isinstance(document, str | Mapping | Policy):
        raise InputError("`policy` is no policy", "give a JSON text or an object")
    return as_policy(document, PolicyType.TRUST if type.name == ROLE else PolicyType.RESOURCE)


def _check_list(resource: Mapping[str, Any], name: str) -> None:
    value = resource.get(name)
    if value is None:
        return
    if not isinstance(value, list | tuple):
        raise InputError(f"`{name}` is no list", "give a list, even of one")
    if not all(isinstance(item, Mapping) for item in value):
        raise InputError(f"`{name}` holds what is no mapping", "write each item as AWS's commands print it")

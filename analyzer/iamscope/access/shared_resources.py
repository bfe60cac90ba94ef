"""What snapshots tell of resources, as external access is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from iamscope.access.block_public_access import parse_public_access_block
from iamscope.access.model import Part, PolicyDocument, Resource, Role
from iamscope.access.resource_types import ROLE, ResourceType, resource_types
from iamscope.access.resources import AccessPoint, SharedResource
from iamscope.access.shares import canned_grants
from iamscope.errors import InputError
from iamscope.logic.evaluation.request import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy
from iamscope.syntax.json_value import Json, Object


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
    settings = _by_plain_name(plain_json(resource.settings))
    acl = settings.get("acl")
    ownership = _deep(settings.get("ownershipcontrols"), "objectownership") or settings.get("objectownership")
    owner = settings.get("ownercanonicalid") or _deep(acl, "owner", "id")
    block = parse_public_access_block(
        settings.get("publicaccessblock") or settings.get("publicaccessblockconfiguration")
    )
    account_block = parse_public_access_block(settings.get("accountpublicaccessblock"))
    return SharedResource(
        type=type,
        arn=resource.arn,
        owner=resource.account or None,
        policy=None if resource.policy is None else _tree(resource.policy, type),
        configuration=settings if "snapshot" in type.settings else None,
        grants=_listed(settings.get("grants")),
        acl=() if ownership == "BucketOwnerEnforced" else tuple(_acl(settings)),
        owner_canonical_id=owner if isinstance(owner, str) else None,
        block=block.joined(account_block),
        access_points=tuple(_access_points(settings.get("accesspoints"))),
    )


def own_resources(part: Part) -> Iterator[str]:
    """ARNs of the part's resources that tell no account, such as buckets."""
    for resource in part.resources:
        fields = resource.arn.split(":", 5)
        if len(fields) == 6 and not fields[4]:
            yield resource.arn


def _tree(document: PolicyDocument, type: ResourceType) -> Policy:
    policy_type = PolicyType.TRUST if type.name == ROLE else PolicyType.RESOURCE
    return document.policy(policy_type, type.name)


def plain_json(value: Json) -> Any:
    """A JSON value as Python's own types; of duplicate members the last counts."""
    if isinstance(value, Object):
        return {name: plain_json(item) for name, item in value}
    if isinstance(value, list):
        return [plain_json(item) for item in value]
    return value


def _by_plain_name(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by their names without case and underscores: AWS's commands and people spell them differently."""
    return {name.lower().replace("_", "").replace("-", ""): value for name, value in settings.items()}


def _deep(value: object, *names: str) -> object:
    """The value below the names, through lists; None where there is none."""
    if isinstance(value, list):
        return next((found for item in value if (found := _deep(item, *names)) is not None), None)
    if not isinstance(value, Mapping):
        return None
    members = _by_plain_name(value)
    if names[0] in members:
        found = members[names[0]]
        return found if len(names) == 1 else _deep(found, *names[1:])
    return _deep(list(members.values()), *names) if "rules" in members or "ownershipcontrols" in members else None


def _listed(value: object) -> tuple[object, ...]:
    """Items of a list, or of the list that an AWS command wraps as `Grants`."""
    if isinstance(value, Mapping):
        value = _by_plain_name(value).get("grants")
    return tuple(value) if isinstance(value, list) else ()


def _acl(settings: Mapping[str, Any]) -> Iterator[object]:
    acl = settings.get("acl")
    yield from canned_grants(acl) if isinstance(acl, str) else _listed(acl)
    yield from _listed(settings.get("aclgrants"))
    canned = settings.get("accesscontrol")
    if isinstance(canned, str):
        yield from canned_grants(canned)


def _access_points(value: object) -> Iterator[AccessPoint]:
    for item in _listed(value):
        if not isinstance(item, Mapping):
            continue
        members = _by_plain_name(item)
        arn = members.get("arn") or members.get("accesspointarn") or ""
        if not isinstance(arn, str):
            continue
        vpc = members.get("vpc") or _deep(members.get("vpcconfiguration"), "vpcid")
        account = members.get("account") or members.get("accountid")
        if not isinstance(account, str):
            account = arn.split(":", 5)[4] if arn.count(":") > 4 else None
        block = parse_public_access_block(
            members.get("publicaccessblock") or members.get("publicaccessblockconfiguration")
        )
        policy = _readable(members.get("policy"))
        yield AccessPoint(arn, account, policy, block, vpc if isinstance(vpc, str) else None)


def _readable(document: object) -> Policy | None:
    """The policy of an access point, a text or an object; None where there is none or it cannot be read."""
    if not isinstance(document, str | Mapping) or not document:
        return None
    try:
        return as_policy(document, PolicyType.RESOURCE)
    except InputError:
        return None

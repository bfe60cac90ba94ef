"""Settings that share a resource beside its policy, however AWS's commands and people spell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from iamscope.access.shares import canned_grants
from iamscope.errors import InputError
from iamscope.logic.block_public_access import PublicAccessBlock, parse_public_access_block
from iamscope.logic.evaluation.request import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

#: The owner of a bucket with this setting owns all that is in it, and lists of grants mean nothing.
_NO_LISTS = "BucketOwnerEnforced"


class AccessPoint(NamedTuple):
    """An access point of a bucket; `vpc` is the id of the only VPC that it serves, if it is not on the internet."""

    arn: str
    account: str | None
    policy: Policy | None
    block: PublicAccessBlock
    vpc: str | None


class Settings:
    """Settings by their names, without regard to case and underscores; lists may be wrapped as commands print them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = _plain(values)

    @property
    def block(self) -> PublicAccessBlock:
        """Block Public Access of the resource and of its account."""
        return self._block("publicaccessblock", "publicaccessblockconfiguration").joined(
            self._block("accountpublicaccessblock")
        )

    def _block(self, *names: str) -> PublicAccessBlock:
        return parse_public_access_block(next((self._values[name] for name in names if name in self._values), None))

    @property
    def owner_canonical_id(self) -> str | None:
        """The canonical id of a bucket's owner, which stands in every list of grants."""
        owner = self._values.get("ownercanonicalid") or _at(self._values, "acl", "owner", "id")
        return owner if isinstance(owner, str) else None

    @property
    def acl(self) -> tuple[object, ...]:
        """The grants of a bucket's list that are in force."""
        ownership = self._values.get("objectownership") or _at(self._values, "ownershipcontrols", "objectownership")
        return () if ownership == _NO_LISTS else tuple(self._acl())

    def _acl(self) -> Iterator[object]:
        for name in ("acl", "aclgrants", "accesscontrol"):
            value = self._values.get(name)
            yield from canned_grants(value) if isinstance(value, str) else _listed(value)

    @property
    def grants(self) -> tuple[object, ...]:
        """The grants of a KMS key."""
        return _listed(self._values.get("grants"))

    @property
    def access_points(self) -> tuple[AccessPoint, ...]:
        """The access points of a bucket."""
        value = self._values.get("accesspoints")
        if isinstance(value, Mapping):  # by ARN, as in Access Analyzer's configurations
            value = [{"arn": arn, **item} for arn, item in value.items() if isinstance(item, Mapping)]
        return tuple(_access_point(_plain(item)) for item in _listed(value) if isinstance(item, Mapping))

    @property
    def everything(self) -> Mapping[str, Any]:
        """All settings, for what is shared in many spellings."""
        return self._values


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).lower().replace("_", "").replace("-", ""): value for name, value in values.items()}


def _at(value: object, *names: str) -> object:
    """The value below the names, through lists and the `Rules` of ownership controls; None where there is none."""
    if isinstance(value, list):
        return next((found for item in value if (found := _at(item, *names)) is not None), None)
    if not names or not isinstance(value, Mapping):
        return None if names else value
    members = _plain(value)
    if names[0] in members:
        return _at(members[names[0]], *names[1:])
    return next((_at(members[name], *names) for name in ("ownershipcontrols", "rules") if name in members), None)


def _listed(value: object) -> tuple[object, ...]:
    """Items of a list, or of the list that an AWS command wraps as `Grants`."""
    if isinstance(value, Mapping):
        value = _plain(value).get("grants")
    return tuple(value) if isinstance(value, list | tuple) else ()


def _access_point(members: Mapping[str, Any]) -> AccessPoint:
    arn = str(members.get("arn") or members.get("accesspointarn") or "")
    account = members.get("account") or members.get("accountid")
    if not isinstance(account, str):
        account = arn.split(":", 5)[4] if arn.count(":") > 4 else None
    origin = members.get("networkorigin")
    vpc = members.get("vpc") or members.get("vpcid") or _at(members, "vpcconfiguration", "vpcid")
    vpc = vpc or _at(origin, "vpcconfiguration", "vpcid")
    block = members.get("publicaccessblock") or members.get("publicaccessblockconfiguration")
    policy = _policy(members.get("policy") or members.get("accesspointpolicy"))
    return AccessPoint(arn, account, policy, parse_public_access_block(block), vpc if isinstance(vpc, str) else None)


def _policy(document: object) -> Policy | None:
    """The policy of an access point, a text, an object or a tree; None where there is none or it cannot be read."""
    if not isinstance(document, str | Mapping | Policy) or not document:
        return None
    try:
        return as_policy(document, PolicyType.RESOURCE)
    except InputError:
        return None

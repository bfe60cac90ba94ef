"""Settings that share a resource beside its policy, however AWS's commands and people spell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from iamscope.errors import InputError
from iamscope.logic.buckets.access_control_lists import canned_grants
from iamscope.logic.buckets.access_points import AccessPoint, parse_access_point
from iamscope.logic.buckets.block_public_access import PublicAccessBlock, parse_public_access_block
from iamscope.logic.buckets.settings import listed, plain_names, value_at
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

#: The owner of a bucket with this setting owns all that is in it, and lists of grants mean nothing.
_NO_LISTS = "BucketOwnerEnforced"


class Settings:
    """Settings by their names, without regard to case and underscores; lists may be wrapped as commands print them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = plain_names(values)

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
        owner = self._values.get("ownercanonicalid") or value_at(self._values, "acl", "owner", "id")
        return owner if isinstance(owner, str) else None

    @property
    def acl(self) -> tuple[object, ...]:
        """The grants of a bucket's list that are in force."""
        ownership = self._values.get("objectownership") or value_at(
            self._values, "ownershipcontrols", "objectownership"
        )
        return () if ownership == _NO_LISTS else tuple(self._acl())

    def _acl(self) -> Iterator[object]:
        for name in ("acl", "aclgrants", "accesscontrol"):
            value = self._values.get(name)
            yield from canned_grants(value) if isinstance(value, str) else listed(value)

    @property
    def grants(self) -> tuple[object, ...]:
        """The grants of a KMS key."""
        return listed(self._values.get("grants"))

    @property
    def access_points(self) -> tuple[AccessPoint, ...]:
        """The access points of a bucket."""
        value = self._values.get("accesspoints")
        if isinstance(value, Mapping):  # by ARN, as in Access Analyzer's configurations
            value = [{"arn": arn, **item} for arn, item in value.items() if isinstance(item, Mapping)]
        return tuple(_access_point(item) for item in listed(value) if isinstance(item, Mapping))

    @property
    def everything(self) -> Mapping[str, Any]:
        """All settings, for what is shared in many spellings."""
        return self._values


def _access_point(settings: Mapping[str, Any]) -> AccessPoint:
    return parse_access_point(settings, _policy)


def _policy(document: object) -> Policy | None:
    """The policy of an access point, a text, an object or a tree; None where there is none or it cannot be read."""
    if not isinstance(document, str | Mapping | Policy) or not document:
        return None
    try:
        return as_policy(document, PolicyType.RESOURCE)
    except InputError:
        return None

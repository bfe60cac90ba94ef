"""What a request may say of a bucket beside its policy: Block Public Access, access point, lists of grants, owners."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from iamscope.errors import InputError
from iamscope.logic.arn_formats import is_account_id
from iamscope.logic.buckets.access_control_lists import AclGrant, canned_grants, is_canned_list, parse_grants
from iamscope.logic.buckets.access_points import AccessPoint, is_of_access_point, parse_access_point
from iamscope.logic.buckets.block_public_access import OPEN, SETTINGS, PublicAccessBlock, parse_public_access_block
from iamscope.logic.buckets.settings import listed, plain_names
from iamscope.syntax.ast import Policy

#: Their names in a request, as those of a resource that external access is asked of.
FIELDS = (
    "public_access_block",
    "account_public_access_block",
    "access_point",
    "acl_grants",
    "object_acl_grants",
    "object_ownership",
    "object_owner",
    "principal_canonical_id",
)
_POINT = re.compile(r"arn:[^:]*:(?:s3|s3express):[^:]*:[0-9]{12}:accesspoint/.+")
#: What `aws s3control get-access-point` prints, and how people write it.
_OF_POINT = {
    *("arn", "accesspointarn", "name", "alias", "account", "accountid", "policy", "accesspointpolicy"),
    *("networkorigin", "vpc", "vpcid", "vpcconfiguration", "publicaccessblock", "publicaccessblockconfiguration"),
    *("bucket", "bucketaccountid", "creationdate", "endpoints", "datasourceid", "datasourcetype"),
}
_NO_LISTS = "BucketOwnerEnforced"
_OWNERSHIPS = (_NO_LISTS, "BucketOwnerPreferred", "ObjectWriter")
_AS_PRINTED = "write grants as `aws s3api get-bucket-acl` does"


@dataclass(frozen=True, slots=True)
class BucketSettings:
    """Settings of a bucket and of its account; `acl` and `object_acl` are the lists of grants that are in force.

    `object_owner` is the account of the object, if it is not the bucket's; `canonical_id` that of the caller's account,
    which is what lists name.
    """

    block: PublicAccessBlock = OPEN
    account_block: PublicAccessBlock = OPEN
    access_point: AccessPoint | None = None
    acl: tuple[AclGrant, ...] = ()
    object_acl: tuple[AclGrant, ...] = ()
    object_owner: str | None = None
    canonical_id: str | None = None

    @property
    def may_grant(self) -> bool:
        """Whether requests may be allowed otherwise than by the policies of caller and bucket."""
        return bool(self.access_point or self.acl or self.object_acl or self.object_owner)

    @property
    def full_block(self) -> PublicAccessBlock:
        """Block Public Access as it holds for requests: the strictest of account, bucket and access point."""
        joined = self.block.joined(self.account_block)
        return joined if self.access_point is None else joined.joined(self.access_point.block)


NO_SETTINGS = BucketSettings()


def parse_bucket_settings(request: Mapping[str, Any], read_policy: Callable[[object], Policy | None]) -> BucketSettings:
    """The settings that a request names; raises InputError that says what is wrong."""
    if not any(request.get(name) is not None for name in FIELDS):
        return NO_SETTINGS
    ownership = request.get("object_ownership")
    if ownership not in (None, *_OWNERSHIPS):
        raise InputError(f"`object_ownership`: S3 has no `{ownership}`", f"known are {', '.join(_OWNERSHIPS)}")
    enforced = ownership == _NO_LISTS
    object_owner = _text(request, "object_owner")
    if object_owner is not None and not is_account_id(object_owner):
        raise InputError(f"`object_owner`: `{object_owner}` is no account id", "an account id has twelve digits")
    acl, object_acl = _grants(request, "acl_grants"), _grants(request, "object_acl_grants")
    return BucketSettings(
        _block(request.get("public_access_block"), "public_access_block"),
        _block(request.get("account_public_access_block"), "account_public_access_block"),
        _access_point(request, read_policy),
        () if enforced else acl,
        () if enforced else object_acl,
        None if enforced else object_owner,
        _text(request, "principal_canonical_id"),
    )


def _text(request: Mapping[str, Any], name: str) -> str | None:
    value = request.get(name)
    if not isinstance(value, str | None):
        raise InputError(f"`{name}` is no string", "write it in quotes")
    return value


def _block(value: object, name: str) -> PublicAccessBlock:
    if value is None or isinstance(value, PublicAccessBlock):
        return value or OPEN
    if isinstance(value, Mapping):
        members = plain_names(value)
        if len(members) == 1 and "publicaccessblockconfiguration" in members:
            return _block(members["publicaccessblockconfiguration"], name)
        known = {setting.lower() for setting in SETTINGS}
        if members.keys() <= known and all(str(item).lower() in ("true", "false") for item in members.values()):
            return parse_public_access_block(value)
    raise InputError(f"`{name}` is no Block Public Access", f"map {', '.join(SETTINGS)} to true or false")


def _access_point(request: Mapping[str, Any], read_policy: Callable[[object], Policy | None]) -> AccessPoint | None:
    value = request.get("access_point")
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise InputError("`access_point` is no mapping", "give its `arn` and its `policy`")
    members = plain_names(value)
    unknown = [name for name in value if name.lower().replace("_", "") not in _OF_POINT]
    if unknown:
        raise InputError(
            f"`access_point` has no field `{unknown[0]}`", "known are `arn`, `policy`, `vpc`, `public_access_block`"
        )
    point = parse_access_point(value, read_policy)
    _block(members.get("publicaccessblock") or members.get("publicaccessblockconfiguration"), "access_point")
    if not _POINT.fullmatch(point.arn):
        raise InputError(
            "`access_point`: its `arn` is not that of one",
            "give its `arn`: `arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME`",
        )
    if point.vpc is None and str(members.get("networkorigin")).upper() == "VPC":
        raise InputError("`access_point`: which VPC it serves is not said", "give the id of its `vpc`")
    if is_of_access_point(str(request.get("resource"))):
        raise InputError(
            "`resource` is the access point", "give the ARN of the bucket or object, as without the access point"
        )
    return point


def _grants(request: Mapping[str, Any], name: str) -> tuple[AclGrant, ...]:
    value = request.get(name)
    if value is None:
        return ()
    if isinstance(value, str):
        if not is_canned_list(value):
            raise InputError(f"`{name}`: what `{value}` grants is not known", _AS_PRINTED)
        return tuple(canned_grants(value))
    items = listed(value)
    grants = tuple(parse_grants(items))
    is_list = isinstance(value, list | tuple) or (isinstance(value, Mapping) and "grants" in plain_names(value))
    if not is_list or len(grants) != len(items):
        raise InputError(f"`{name}` is no list of grants", _AS_PRINTED)
    return grants

"""The ways to a bucket: by its own policy, through its access points, through those of other accounts.

Sources: Amazon S3 User Guide, access-points-policies (both policies must permit, or the bucket's delegates) and
access-control-block-public-access; IAM User Guide, access-analyzer-resources (cross-account access points).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from iamscope.access.external_policies import ExternalGrant, Question, external_grants
from iamscope.access.resources import SharedResource
from iamscope.access.zone import ZoneOfTrust
from iamscope.logic.buckets.access_points import AccessPoint
from iamscope.logic.buckets.public_to_s3 import public_to_s3
from iamscope.logic.patterns import covers, intersects

_POINT_KEYS = frozenset({"s3:DataAccessPointAccount", "s3:DataAccessPointArn"})


class BucketPath(NamedTuple):
    """What a class of outsiders may do, and the `source` of a finding of it as Access Analyzer writes it."""

    grant: ExternalGrant
    source: Mapping[str, Any]


def bucket_paths(resource: SharedResource, zone: ZoneOfTrust) -> Iterator[BucketPath]:
    """Every way of outsiders to a bucket (or to an access point that is asked about by itself)."""
    policy = resource.policy
    if policy is not None and not (resource.block.restricts_public_policies and public_to_s3(policy)):
        for grant in external_grants(Question(policy, resource.type, resource.owner, zone, resource.arn)):
            yield _delegated(grant, resource) or BucketPath(grant, {"type": "POLICY"})
    for point in resource.access_points:
        yield from _through(point, resource, zone)


def _delegated(grant: ExternalGrant, resource: SharedResource) -> BucketPath | None:
    """The path through another account's access points, if that is what a policy opens.

    Nobody here sees the policies of those, so they may be open to everyone, unless Block Public Access keeps the
    public out.
    """
    named = dict(grant.condition)
    if not _POINT_KEYS & named.keys():
        return None
    account = named.get("s3:DataAccessPointAccount") or _account_of(named["s3:DataAccessPointArn"])
    detail = {"accessPointAccount": account}
    if "s3:DataAccessPointArn" in named:
        detail["accessPointArn"] = named["s3:DataAccessPointArn"]
    is_public = not resource.block.restricts_public_policies and grant.principal.value == "*"
    source = {"type": "S3_ACCESS_POINT_ACCOUNT", "detail": detail}
    return BucketPath(grant._replace(is_public=is_public), source)


def _through(point: AccessPoint, resource: SharedResource, zone: ZoneOfTrust) -> Iterator[BucketPath]:
    """The ways through one of the bucket's own access points; the bucket's policy must agree to each."""
    if point.policy is None:
        return
    block = point.block.joined(resource.block)
    if block.restricts_public_policies and point.is_public:
        return
    given = (("s3:DataAccessPointArn", point.arn), ("s3:DataAccessPointAccount", point.account or ""))
    agreed = _agreed(resource, zone, given)
    source = {"type": "S3_ACCESS_POINT", "detail": {"accessPointArn": point.arn}}
    for grant in external_grants(Question(point.policy, resource.type, resource.owner, zone, given=given)):
        actions = tuple(action for action in grant.actions if _is_agreed(action, grant, agreed))
        if actions:
            yield BucketPath(_in_network(grant, point)._replace(actions=actions), source)


def _agreed(resource: SharedResource, zone: ZoneOfTrust, given: tuple[tuple[str, str], ...]) -> list[ExternalGrant]:
    """What the bucket's policy gives to requests through an access point."""
    if resource.policy is None:
        return []
    return external_grants(Question(resource.policy, resource.type, resource.owner, zone, given=given))


def _is_agreed(action: str, grant: ExternalGrant, agreed: list[ExternalGrant]) -> bool:
    return any(
        _admits(other, grant) and any(intersects(pattern.lower(), action.lower()) for pattern in other.actions)
        for other in agreed
    )


def _admits(wide: ExternalGrant, narrow: ExternalGrant) -> bool:
    """Whether a grant of the bucket is for (some of) those whom the access point lets in."""
    if "*" in (wide.principal.value, narrow.principal.value):
        return True
    if wide.principal.kind != narrow.principal.kind:
        return False
    first, second = wide.principal.value, narrow.principal.value
    return first == second or covers(f"*:{first}:*", second) or covers(f"*:{second}:*", first)


def _in_network(grant: ExternalGrant, point: AccessPoint) -> ExternalGrant:
    """An access point that serves one VPC is not public, whatever its policy says."""
    if point.vpc is None:
        return grant
    condition = tuple(sorted({**dict(grant.condition), "aws:SourceVpc": point.vpc}.items()))
    return grant._replace(condition=condition, is_public=False)


def _account_of(arn: str) -> str:
    fields = arn.split(":", 5)
    return fields[4] if len(fields) == 6 else ""

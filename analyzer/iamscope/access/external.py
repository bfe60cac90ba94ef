"""External access findings: who outside the zone of trust reaches a resource, and how.

Source: IAM User Guide, access-analyzer-findings and access-analyzer-resources. What an outsider's own account allows
him is not known and taken to be everything; resource control policies are left out, as Access Analyzer does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, NamedTuple

from iamscope.access.bucket_paths import bucket_paths
from iamscope.access.external_policies import ExternalGrant, Question, external_grants
from iamscope.access.resource_types import ROLE
from iamscope.access.resources import SharedResource, parse_resource
from iamscope.access.shares import Share, acl_shares, kms_shares, snapshot_shares
from iamscope.access.zone import ZoneOfTrust, parse_zone
from iamscope.syntax.ast import Statement

POLICY, BUCKET_ACL, KMS_GRANT, ATTRIBUTE = "POLICY", "BUCKET_ACL", "KMS_GRANT", "SNAPSHOT_ATTRIBUTE"


@dataclass(frozen=True, slots=True)
class ExternalAccessFinding:
    """One external principal's access to a resource, with the fields of Access Analyzer's findings.

    `principal` is a mapping of one kind (`{"AWS": "999988887777"}`), `condition` maps keys to the values that the
    request must bring, `sources` are mappings with `type` and perhaps `detail`. `id` stays the same as long as
    resource, principal, condition and source do, whatever the actions are.
    """

    resource: str
    resource_type: str
    principal: Mapping[str, str]
    action: tuple[str, ...]
    condition: Mapping[str, str]
    is_public: bool
    sources: tuple[Mapping[str, Any], ...]
    id: str

    def to_dict(self) -> dict[str, Any]:
        """The finding under the names of Access Analyzer's API."""
        return {
            "id": self.id,
            "resource": self.resource,
            "resourceType": self.resource_type,
            "principal": dict(self.principal),
            "action": list(self.action),
            "condition": dict(self.condition),
            "isPublic": self.is_public,
            "sources": [dict(source) for source in self.sources],
        }


class Exposure(NamedTuple):
    """A finding with what a policy gives and its statements; none where a setting shares the resource."""

    finding: ExternalAccessFinding
    statements: tuple[Statement, ...] = ()
    grant: ExternalGrant | None = None


def external_access(
    resource: Mapping[str, Any], *, zone_of_trust: Mapping[str, Any] | ZoneOfTrust
) -> list[ExternalAccessFinding]:
    """The external access findings of one resource.

    `resource` has the fields of `iamscope.access.resources.FIELDS`, `zone_of_trust` those of `parse_zone`. Raises
    InputError for a resource or zone that cannot be understood.
    """
    return [exposure.finding for exposure in exposures(parse_resource(resource), parse_zone(zone_of_trust))]


def exposures(resource: SharedResource, zone: ZoneOfTrust) -> list[Exposure]:
    """The external access of a resource with its reasons: one for each principal, condition and source."""
    if resource.owner is not None and not zone.has_account(resource.owner):
        zone = replace(zone, accounts=zone.accounts | {resource.owner})
    if resource.owner_canonical_id:
        zone = replace(zone, canonical_ids=zone.canonical_ids | {resource.owner_canonical_id})
    found: dict[str, Exposure] = {}
    for exposure in (*_by_policy(resource, zone), *_by_settings(resource, zone)):
        id = exposure.finding.id
        found[id] = _united(found[id], exposure) if id in found else exposure
    return list(found.values())


def _united(first: Exposure, second: Exposure) -> Exposure:
    actions = tuple(dict.fromkeys((*first.finding.action, *second.finding.action)))
    statements = (*first.statements, *second.statements)
    return Exposure(replace(first.finding, action=actions), statements, first.grant or second.grant)


def _by_policy(resource: SharedResource, zone: ZoneOfTrust) -> Iterator[Exposure]:
    if "block public access" in resource.type.settings:
        for path in bucket_paths(resource, zone):
            yield _exposure(resource, path.grant, path.source)
    elif resource.policy is not None:
        arn = "" if resource.type.name == ROLE else resource.arn  # a trust policy names no resource
        for grant in external_grants(Question(resource.policy, resource.type, resource.owner, zone, arn)):
            yield _exposure(resource, grant, {"type": POLICY})


def _by_settings(resource: SharedResource, zone: ZoneOfTrust) -> Iterator[Exposure]:
    settings = resource.type.settings
    if "acl" in settings:
        ignores_public = resource.block.ignores_public_acls
        for share in acl_shares(resource.acl, zone, resource.owner_canonical_id, ignores_public=ignores_public):
            yield _shared(resource, share, BUCKET_ACL)
    if "grants" in settings:
        for share in kms_shares(resource.grants, zone):
            yield _shared(resource, share, KMS_GRANT)
    if "snapshot" in settings:
        for share in snapshot_shares(resource.configuration, zone, resource.type.actions):
            yield _shared(resource, share, ATTRIBUTE)


def _exposure(resource: SharedResource, grant: ExternalGrant, source: Mapping[str, Any]) -> Exposure:
    principal = {grant.principal.kind: grant.principal.value}
    finding = _finding(resource, principal, dict(grant.condition), source, grant.actions, is_public=grant.is_public)
    return Exposure(finding, grant.statements, grant)


def _shared(resource: SharedResource, share: Share, source: str) -> Exposure:
    principal = {share.kind: share.value}
    return Exposure(_finding(resource, principal, {}, {"type": source}, share.actions, is_public=share.is_public), ())


def _finding(
    resource: SharedResource,
    principal: Mapping[str, str],
    condition: Mapping[str, str],
    source: Mapping[str, Any],
    actions: tuple[str, ...],
    *,
    is_public: bool,
) -> ExternalAccessFinding:
    return ExternalAccessFinding(
        resource.arn,
        resource.type.name,
        principal,
        actions,
        condition,
        is_public,
        (source,),
        stable_id(resource.arn or resource.type.name, principal, condition, source),
    )


def stable_id(resource: str, *parts: Mapping[str, Any]) -> str:
    """A name for a finding that survives every change but one of these parts."""
    text = repr((resource, *(sorted(part.items()) for part in parts)))
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]

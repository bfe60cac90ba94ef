"""What settings of a resource give or take beside its policy: grants of KMS keys, lists and blocks of buckets.

Sources: AWS KMS Developer Guide, grants and control-access; Amazon S3 User Guide, acl-overview and
access-control-block-public-access.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from iamscope.access.trust_graph.answers import Answer
from iamscope.logic.evaluation.callers import parse_caller

if TYPE_CHECKING:
    from iamscope.access.model import Resource
    from iamscope.access.resource_settings import Settings
    from iamscope.access.trust_graph.facts import ResourceFact

_BUCKET = "AWS::S3::Bucket"
_KEY = "AWS::KMS::Key"


def is_restricted(resource: Resource) -> bool:
    """Whether a bucket is open to its own account and to services alone: its policy is public, and blocked for it."""
    if resource.type != _BUCKET or resource.policy is None:
        return False
    from iamscope.logic.buckets.public_to_s3 import public_to_s3
    from iamscope.policy_types import PolicyType

    block = _settings(resource).block
    return block.restricts_public_policies and public_to_s3(resource.policy.policy(PolicyType.RESOURCE, _BUCKET))


def _settings(resource: Resource | ResourceFact) -> Settings:
    from iamscope.access.resource_settings import Settings
    from iamscope.access.shared_resources import plain_json

    return Settings(plain_json(resource.settings))


class ResourceShares:
    """What the settings of one resource, if there is one, give for one action (in lower case)."""

    def __init__(self, resource: ResourceFact | None, action: str) -> None:
        self.is_restricted = resource is not None and resource.is_restricted
        self._everyone = resource is not None and resource.type == _BUCKET and _is_listed(resource, action)
        self._grants: dict[str, Answer] = {}
        if resource is not None and resource.type == _KEY:
            for grantee, answer in _grantees(resource, action):
                self._grants[grantee] = max(answer, self._grants.get(grantee, Answer.NO))

    def granted(self, arn: str) -> Answer:
        """Whether a grant is for a user or role; those for sessions count as the role's."""
        if not self._grants:
            return Answer.NO
        return max(self._grants.get(name, Answer.NO) for name in (arn, _session(arn)))

    def grantees(self) -> Iterator[tuple[str, Answer]]:
        """Everybody who is let in, whatever the policy says: the grantees of a key, and `*` by a list of a bucket."""
        if self._everyone:
            yield "*", Answer.YES
        yield from self._grants.items()


def _session(arn: str) -> str:
    """What sessions of a role begin with; empty for users."""
    caller = parse_caller(arn)
    return f"arn:{caller.partition}:sts::{caller.account}:assumed-role/{caller.name}" if ":role/" in arn else ""


def _grantees(resource: ResourceFact, action: str) -> Iterator[tuple[str, Answer]]:
    """Whom the grants of a key let do an action; which encryption context a grant asks for, the caller must know."""
    for grant in _settings(resource).grants:
        if not isinstance(grant, Mapping):
            continue
        operations = _member(grant, "Operations")
        named = [f"kms:{each}".lower() for each in operations] if isinstance(operations, list) else []
        for name in ("GranteePrincipal", "GranteeServicePrincipal"):
            grantee = _member(grant, name)
            if isinstance(grantee, str) and action in named and _is_caller(grantee):
                yield _known(grantee), Answer.OPEN if _member(grant, "Constraints") else Answer.YES


def _is_caller(text: str) -> bool:
    try:
        return bool(parse_caller(text).account) or text.endswith(".amazonaws.com")
    except ValueError:
        return False


def _known(grantee: str) -> str:
    """A grantee; of a session the role that it is of, as another session can be made."""
    return grantee.rsplit("/", 1)[0] if ":assumed-role/" in grantee else grantee


def _member(grant: Mapping[str, Any], name: str) -> object:
    return grant.get(name, grant.get(name[0].lower() + name[1:]))


def _is_listed(resource: ResourceFact, action: str) -> bool:
    """Whether a bucket's list gives everyone an action on it."""
    from iamscope.logic.buckets.access_control_lists import parse_grants

    settings = _settings(resource)
    if settings.block.ignores_public_acls:
        return False
    grants = (each for each in parse_grants(settings.acl) if each.is_public)
    return any(action == permitted.lower() for grant in grants for permitted in grant.bucket_actions)

"""What shares a resource beside its policy: lists of S3, grants of KMS keys, attributes of snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from iamscope.access.principals import is_external_id
from iamscope.access.zone import ZoneOfTrust
from iamscope.logic.arn_formats import is_account_id
from iamscope.logic.buckets.access_control_lists import parse_grants
from iamscope.logic.evaluation.callers import parse_caller


class Share(NamedTuple):
    """One party that a setting lets in: the principal as Access Analyzer writes it, and what it may do."""

    kind: str
    value: str
    is_public: bool
    actions: tuple[str, ...]


def acl_shares(
    grants: Iterable[object], zone: ZoneOfTrust, owner: str | None, *, ignores_public: bool
) -> Iterator[Share]:
    """What a bucket's access control list gives outside; `owner` is the canonical id of its owner, if known."""
    for grant in parse_grants(grants):
        actions, id = grant.bucket_actions, grant.canonical_id
        if not actions:
            continue
        if grant.group:
            if grant.is_public and not ignores_public:
                yield Share("AWS", "*", True, actions)
        elif id:
            # an owner's own grant stands in every list; without his id it cannot be told from another's
            is_owner = id == owner or (owner is None and grant.permission == "FULL_CONTROL")
            if not is_owner and is_external_id(id, zone):
                yield Share("CanonicalUser", id, False, actions)
        elif grant.email:
            yield Share("CanonicalUser", grant.email, False, actions)


def kms_shares(grants: Iterable[object], zone: ZoneOfTrust) -> Iterator[Share]:
    """What the grants of a KMS key give outside; those that AWS's services hold do not count."""
    for grant in grants:
        grantee = _field(grant, "granteePrincipal") if isinstance(grant, Mapping) else None
        operations = _field(grant, "operations") if isinstance(grant, Mapping) else None
        if not isinstance(grantee, str) or not isinstance(operations, Sequence) or isinstance(operations, str):
            continue
        try:
            account = parse_caller(grantee).account
        except ValueError:
            continue
        if account and not zone.has_account(account):
            actions = tuple(f"kms:{operation}" for operation in operations if isinstance(operation, str))
            yield Share("AWS", account if grantee.endswith(":root") else grantee, False, actions)


def snapshot_shares(configuration: object, zone: ZoneOfTrust, actions: tuple[str, ...]) -> Iterator[Share]:
    """Whom a snapshot's attributes let restore or copy it: account ids, or `all`.

    Takes the shapes of Access Analyzer's configurations and of the commands that describe the attributes.
    """
    names = list(dict.fromkeys(_names(configuration)))
    if "all" in names and not _is_encrypted(configuration):
        yield Share("AWS", "*", True, actions)
    for name in names:
        if is_account_id(name) and not zone.has_account(name):
            yield Share("AWS", name, False, actions)


_SHARING = frozenset(
    {
        "accountids",
        "attributevalues",
        "createvolumepermission",
        "createvolumepermissions",
        "group",
        "groups",
        "restore",
        "userid",
        "userids",
    }
)


def _names(value: object, inside: bool = False) -> Iterator[str]:
    """The texts below members that say with whom something is shared."""
    if isinstance(value, str):
        if inside:
            yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _names(item, inside or str(name).lower() in _SHARING)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _names(item, inside)


def _is_encrypted(configuration: object) -> bool:
    """Whether a snapshot is encrypted, which AWS refuses to share with everyone."""
    if not isinstance(configuration, Mapping):
        return False
    if any(_is_encrypted(item) for item in configuration.values()):
        return True
    flag = configuration.get("Encrypted", configuration.get("encrypted"))
    key = configuration.get("kmsKeyId", configuration.get("KmsKeyId"))
    return flag is True or (isinstance(key, str) and bool(key))


def _field(mapping: Mapping[str, Any], *names: str) -> object:
    """A member by any of its names, each also with a capital."""
    for name in names:
        for spelling in (name, name[:1].upper() + name[1:]):
            if spelling in mapping:
                return mapping[spelling]
    return None

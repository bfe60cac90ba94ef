"""The zone of trust: the accounts, and perhaps the organisation, whose principals and resources count as one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from iamscope.errors import InputError
from iamscope.logic.arn_formats import is_account_id

ACCOUNT = "ACCOUNT"
ORGANIZATION = "ORGANIZATION"


@dataclass(frozen=True, slots=True)
class ZoneOfTrust:
    """Who is not external: `accounts` (12 digits each) with all their principals, and every member of `organization`.

    `canonical_ids` are those of the accounts in S3's access control lists, `networks` ids of own VPCs and VPC
    endpoints, `resources` ARNs of own resources that name no account. An unknown one of these is external.
    Source: IAM User Guide, what-is-access-analyzer (zone of trust); the last three are this project's.
    """

    accounts: frozenset[str]
    organization: str | None = None
    canonical_ids: frozenset[str] = field(default=frozenset())
    networks: frozenset[str] = field(default=frozenset())
    resources: frozenset[str] = field(default=frozenset())

    @classmethod
    def account(cls, account: str, trusted: Iterable[str] = ()) -> ZoneOfTrust:
        """The zone of one account, and accounts that are trusted besides."""
        return cls(frozenset({account, *trusted}))

    def has_account(self, account: str) -> bool:
        return account in self.accounts

    def has_organization(self, organization: str) -> bool:
        return organization == self.organization


_FIELDS = ("type", "account", "org_id", "accounts", "trusted_accounts", "canonical_ids", "networks", "resources")


def parse_zone(zone: Mapping[str, Any] | ZoneOfTrust) -> ZoneOfTrust:
    """The zone that a mapping describes; raises InputError that names what is wrong.

    `{"type": "ACCOUNT", "account": "111122223333"}` or `{"type": "ORGANIZATION", "org_id": "o-…", "accounts": […]}`,
    either with `trusted_accounts`, `canonical_ids`, `networks` and `resources`.
    """
    if isinstance(zone, ZoneOfTrust):
        return zone
    if not isinstance(zone, Mapping):
        raise InputError("a zone of trust is a mapping", 'give `{"type": "ACCOUNT", "account": "111122223333"}`')
    unknown = [key for key in zone if key not in _FIELDS]
    if unknown:
        known = ", ".join(f"`{key}`" for key in _FIELDS)
        raise InputError(f"a zone of trust has no field `{unknown[0]}`", f"known are {known}")
    accounts = {*_strings(zone, "accounts"), *_strings(zone, "trusted_accounts")}
    organization = None
    kind = zone.get("type")
    if kind == ORGANIZATION:
        organization = zone.get("org_id")
        if not isinstance(organization, str) or not organization:
            raise InputError("a zone of trust of type `ORGANIZATION` needs `org_id`", "add the organisation's id")
    elif kind == ACCOUNT:
        accounts.add(str(zone.get("account")))
    else:
        raise InputError(f"`{kind}` is no type of a zone of trust", "known are `ACCOUNT` and `ORGANIZATION`")
    wrong = sorted(account for account in accounts if not is_account_id(account))
    if wrong:
        raise InputError(f"`{wrong[0]}` is no account id", "an account id has twelve digits")
    return ZoneOfTrust(
        frozenset(accounts),
        organization,
        frozenset(_strings(zone, "canonical_ids")),
        frozenset(_strings(zone, "networks")),
        frozenset(_strings(zone, "resources")),
    )


def _strings(zone: Mapping[str, Any], name: str) -> list[str]:
    value = zone.get(name, [])
    if not isinstance(value, list | tuple | set | frozenset) or not all(isinstance(item, str) for item in value):
        raise InputError(f"`{name}` of a zone of trust is no list of strings", "write account ids as strings")
    return list(value)

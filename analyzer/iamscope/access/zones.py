"""Zones of trust of a whole snapshot: as they are set, else its organisations, else each account by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from iamscope.access.access_settings import AccessSettings
from iamscope.access.model import Organization
from iamscope.access.zone import ZoneOfTrust


@dataclass(frozen=True)
class Zones:
    """Says for every account which zone it lies in."""

    settings: AccessSettings
    organizations: tuple[Organization, ...] = ()
    resources: frozenset[str] = frozenset()
    _cache: dict[str, ZoneOfTrust] = field(default_factory=dict, compare=False, repr=False)
    _equal: dict[ZoneOfTrust, ZoneOfTrust] = field(default_factory=dict, compare=False, repr=False)

    def of(self, account: str) -> ZoneOfTrust:
        """The zone of an account; of one that is not known (an empty id), that of everything that is set or read."""
        zone = self._cache.get(account)
        if zone is None:
            zone = replace(
                self._bare(account),
                canonical_ids=frozenset(self.settings.canonical_ids),
                networks=frozenset(self.settings.networks),
                resources=self.resources,
            )
            # equal zones are one object, so that they can be told apart by looking at that
            zone = self._cache[account] = self._equal.setdefault(zone, zone)
        return zone

    def organization_of(self, account: str) -> Organization | None:
        """The organisation that the snapshot has for an account."""
        return next((one for one in self.organizations if account in one.accounts), None)

    @property
    def description(self) -> str:
        """What the zone of trust is, in words."""
        settings = self.settings
        trusted = f", and {len(settings.trusted_accounts)} trusted" if settings.trusted_accounts else ""
        if settings.organization:
            return f"organisation {settings.organization}{trusted}"
        if settings.accounts:
            return f"accounts {', '.join(settings.accounts)}{trusted}"
        if self.organizations:
            named = (f"{one.id} ({len(one.accounts)} accounts)" for one in self.organizations)
            return f"organisation {', '.join(named)}{trusted}"
        return f"each account by itself{trusted}"

    def _bare(self, account: str) -> ZoneOfTrust:
        settings = self.settings
        trusted: Iterable[str] = settings.trusted_accounts
        if settings.organization:
            read = [one.accounts for one in self.organizations if one.id == settings.organization]
            members = {member for accounts in read for member in accounts}
            own = {account} - {""} if not read else set()
            return ZoneOfTrust(frozenset({*settings.accounts, *members, *trusted, *own}), settings.organization)
        if settings.accounts:
            return ZoneOfTrust(frozenset({*settings.accounts, *trusted}))
        organization = self.organization_of(account)
        if organization is None and not account and len(self.organizations) == 1:
            organization = self.organizations[0]
        if organization is not None:
            return ZoneOfTrust(frozenset({*organization.accounts, *trusted}), organization.id)
        return ZoneOfTrust(frozenset({account, *trusted} - {""}))

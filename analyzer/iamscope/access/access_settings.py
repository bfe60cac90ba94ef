"""What decides which access is external and which of it is accepted: zone of trust, archive rules."""

from __future__ import annotations

from dataclasses import dataclass

from iamscope.access.archive_rules import ArchiveRule


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """The zone of trust as it was set: an organisation's id, own accounts and trusted ones; and the archive rules.

    Where neither organisation nor accounts are set, the snapshot tells them. `known_accounts` is the path of a list.
    """

    organization: str | None = None
    accounts: tuple[str, ...] = ()
    trusted_accounts: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    canonical_ids: tuple[str, ...] = ()
    archive_rules: tuple[ArchiveRule, ...] = ()
    known_accounts: str | None = None

"""The table `access` of a configuration file: zone of trust, archive rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from iamscope.access.access_settings import AccessSettings
from iamscope.access.archive_rules import KEYS, PREFIXES, ArchiveRule, Criterion, is_key
from iamscope.errors import UsageError
from iamscope.logic.arn_formats import is_account_id

_LISTS = ("accounts", "trusted-accounts", "networks", "canonical-ids")
_KNOWN = ("organization", *_LISTS, "known-accounts", "archive-rules")
_OPERATORS = ("eq", "neq", "contains", "exists")

#: Makes the error for a key of the table: key, remedy.
Wrong = Callable[[str, str], UsageError]


def read_access(table: Any, wrong: Wrong, known_accounts: str | None) -> AccessSettings:
    """The settings of the table; raises what `wrong` makes. `known_accounts` is the path, already looked at."""
    if not isinstance(table, dict):
        raise wrong("access", "write a table `[access]`")
    for key in table:
        if key not in _KNOWN:
            raise wrong(f"access.{key}", f"known keys are {', '.join(_KNOWN)}")
    organization = table.get("organization")
    if organization is not None and not isinstance(organization, str):
        raise wrong("access.organization", "give the organisation's id, such as `o-a1b2c3d4e5`")
    lists = {key: _strings(table.get(key, []), f"access.{key}", wrong) for key in _LISTS}
    for key in ("accounts", "trusted-accounts"):
        if not all(map(is_account_id, lists[key])):
            raise wrong(f"access.{key}", "an account id has twelve digits, in quotes")
    rules = table.get("archive-rules", [])
    if not isinstance(rules, list):
        raise wrong("access.archive-rules", "write each rule under `[[access.archive-rules]]`")
    return AccessSettings(
        organization=organization,
        accounts=lists["accounts"],
        trusted_accounts=lists["trusted-accounts"],
        networks=lists["networks"],
        canonical_ids=lists["canonical-ids"],
        archive_rules=tuple(_rule(rule, wrong) for rule in rules),
        known_accounts=known_accounts,
    )


def _rule(rule: Any, wrong: Wrong) -> ArchiveRule:
    name = rule.get("name") if isinstance(rule, dict) else None
    filter = rule.get("filter") if isinstance(rule, dict) else None
    if not isinstance(name, str) or not isinstance(filter, dict) or not filter or set(rule) - {"name", "filter"}:
        raise wrong("access.archive-rules", "each rule has a `name` and a table `filter` that is not empty")
    for key in filter:
        if not is_key(key):
            known = ", ".join((*KEYS, *(f"{prefix}…" for prefix in PREFIXES)))
            raise wrong(f"access.archive-rules.filter.{key}", f"known keys are {known}")
    return ArchiveRule(name, {key: _criterion(filter[key], key, wrong) for key in filter})


def _criterion(table: Any, key: str, wrong: Wrong) -> Criterion:
    where = f"access.archive-rules.filter.{key}"
    if not isinstance(table, dict) or not table or set(table) - set(_OPERATORS):
        raise wrong(where, f"give one or more of {', '.join(_OPERATORS)}")
    exists = table.get("exists")
    if exists is not None and not isinstance(exists, bool):
        raise wrong(f"{where}.exists", "give true or false")
    lists = {name: _strings(table.get(name, []), f"{where}.{name}", wrong) for name in _OPERATORS[:3]}
    return Criterion(lists["eq"], lists["neq"], lists["contains"], exists)


def _strings(value: Any, key: str, wrong: Wrong) -> tuple[str, ...]:
    """Texts of a list; a single one may stand without it, and truth values are the words for them."""
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | bool) for item in items):
        raise wrong(key, "give a list of strings")
    return tuple(str(item).lower() if isinstance(item, bool) else item for item in items)

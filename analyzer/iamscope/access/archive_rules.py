"""Archive rules: which findings are known and accepted, in the terms of Access Analyzer.

Source: Access Analyzer API reference, Criterion; IAM User Guide, access-analyzer-reference-filter-keys. All criteria of
a rule must hold, and of each all its operators; of an operator's values one is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: What a rule can look at; `condition.` and `principal.` are followed by a condition key and a kind of principal.
KEYS = ("resource", "resourceType", "resourceOwnerAccount", "isPublic", "kind", "resourceControlPolicyRestriction")
PREFIXES = ("principal.", "condition.")


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is asked of one key; what is empty or None is not asked."""

    eq: tuple[str, ...] = ()
    neq: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    exists: bool | None = None

    def holds(self, value: str | None) -> bool:
        """Whether it holds for a value, None being a key that a finding does not have."""
        if self.exists is not None and self.exists is (value is None):
            return False
        if self.neq and value in self.neq:
            return False
        if self.eq and value not in self.eq:
            return False
        return not self.contains or (value is not None and any(part in value for part in self.contains))


@dataclass(frozen=True, slots=True)
class ArchiveRule:
    """A named set of criteria by key."""

    name: str
    filter: Mapping[str, Criterion] = field(default_factory=dict)

    def archives(self, row: Mapping[str, Any]) -> bool:
        """Whether a finding, given under Access Analyzer's names, is archived by the rule."""
        return bool(self.filter) and all(criterion.holds(_value(row, key)) for key, criterion in self.filter.items())


def archiving(rules: Iterable[ArchiveRule], row: Mapping[str, Any]) -> ArchiveRule | None:
    """The first rule that archives a finding."""
    return next((rule for rule in rules if rule.archives(row)), None)


def is_key(key: str) -> bool:
    """Whether findings have something under this key."""
    return key in KEYS or any(key.startswith(prefix) and key != prefix for prefix in PREFIXES)


def _value(row: Mapping[str, Any], key: str) -> str | None:
    head, dot, rest = key.partition(".")
    value: object = row.get(head if dot else key)
    if dot:
        members = value if isinstance(value, Mapping) else {}
        value = next((item for name, item in members.items() if name.lower() == rest.lower()), None)
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)

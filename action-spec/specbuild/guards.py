"""Refuse data that lost something: what a silent change upstream looks like from here."""

from __future__ import annotations

from typing import Any

from specbuild.sources import Services

FIELD_LOSS = 0.05
ACTION_LOSS = 0.01
SERVICE_LOSS = 100
CROSS_CHECK = 0.005


def fill_counts(services: Services) -> dict[str, int]:
    """Count, for each field of actions, resource types and keys, how often it holds something."""
    counts: dict[str, int] = {}
    for service in services.values():
        for table in ("actions", "resources", "keys"):
            for entry in service[table].values():
                fields = entry if isinstance(entry, dict) else {"t": entry}
                for field, value in fields.items():
                    if value:
                        name = f"{table}.{field}"
                        counts[name] = counts.get(name, 0) + 1
    return counts


def action_names(services: Services) -> set[str]:
    """Return all actions as lower-case `service:name`."""
    return {f"{prefix}:{name}".lower() for prefix, service in services.items() for name in service["actions"]}


def losses(old: Services, new: Services) -> list[str]:
    """Compare with the data on disk; return the reasons not to write, none when all is well."""
    if not old:
        return []
    reasons = []
    before, after = fill_counts(old), fill_counts(new)
    for field, count in sorted(before.items()):
        now = after.get(field, 0)
        # `u` marks undocumented actions: they become documented, which is no loss.
        if field != "actions.u" and now < count * (1 - FIELD_LOSS):
            reasons.append(f"field {field} was filled {count} times, now {now}")
    names = action_names(old)
    gone = names - action_names(new)
    if len(gone) > len(names) * ACTION_LOSS:
        reasons.append(f"{len(gone)} of {len(names)} actions vanish")
    for prefix, service in sorted(old.items()):
        left = {name.lower() for name in new.get(prefix, {"actions": {}})["actions"]}
        lost = sum(name.lower() not in left for name in service["actions"])
        if lost > SERVICE_LOSS:
            reasons.append(f"service {prefix} loses {lost} actions")
    return reasons


def cross_check(services: Services, other: dict[str, dict[str, str]]) -> tuple[list[str], str]:
    """Compare names and access levels with a second compilation: (reasons not to write, summary).

    Undocumented actions are ours alone and do not count.
    """
    ours: dict[str, Any] = {
        f"{prefix}:{name}".lower(): action["l"]
        for prefix, service in services.items()
        for name, action in service["actions"].items()
        if not action.get("u")
    }
    theirs = {
        f"{prefix}:{name}".lower(): letters for prefix, actions in other.items() for name, letters in actions.items()
    }
    only_ours, only_theirs = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    levels = [name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]]
    differing = len(only_ours) + len(only_theirs) + len(levels)
    summary = (
        f"cross-check: {len(ours)} actions; {len(only_ours)} only here, {len(only_theirs)} only "
        f"there, {len(levels)} with another access level"
    )
    if differing > len(ours) * CROSS_CHECK:
        return [f"{summary}: more than {CROSS_CHECK:.1%} differ"], summary
    return [], summary

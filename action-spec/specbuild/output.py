"""Write, read back and compare the files of action-spec: deterministic, one line an entry."""

from __future__ import annotations

import json
import os
from typing import Any

Files = dict[str, str]


def compact(value: Any) -> str:
    """Render a value as JSON on one line, without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def lines(value: dict[str, Any], depth: int) -> str:
    """Render an object with a line for each member, down to `depth` levels of objects."""
    if depth == 0 or not value:
        return compact(value)
    members = (
        compact(key) + ":" + (lines(member, depth - 1) if isinstance(member, dict) else compact(member))
        for key, member in value.items()
    )
    return "{\n" + ",\n".join(members) + "\n}"


def ordered(value: dict[str, Any]) -> dict[str, Any]:
    """Sort a mapping by its keys, case-insensitively first."""
    return dict(sorted(value.items(), key=lambda item: (item[0].lower(), item[0])))


def service_file(prefix: str, service: dict[str, Any]) -> str:
    """Render one service: a line an action, resource type and key."""
    return (
        lines(
            {
                "prefix": prefix,
                "title": service["title"],
                "actions": ordered(service["actions"]),
                "resources": ordered(service["resources"]),
                "keys": ordered(service["keys"]),
            },
            2,
        )
        + "\n"
    )


def read_files(root: str) -> Files:
    """Read the data files under `root`: {relative path: text}; none when there are none yet."""
    found: Files = {}
    for folder in (root, os.path.join(root, "services")):
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".json"):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8", newline="") as file:
                    found[os.path.relpath(path, root).replace(os.sep, "/")] = file.read()
    return found


def write_files(root: str, new: Files, old: Files) -> int:
    """Write what differs, delete what is gone; return how many files were touched."""
    os.makedirs(os.path.join(root, "services"), exist_ok=True)
    changed = [name for name, text in new.items() if old.get(name) != text]
    for name in changed:
        with open(os.path.join(root, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(new[name])
    gone = [name for name in old if name not in new]
    for name in gone:
        os.remove(os.path.join(root, name))
    return len(changed) + len(gone)


def services_of(files: Files) -> dict[str, dict[str, Any]]:
    """Parse the service files back into {prefix: service}."""
    found = {}
    for name, text in files.items():
        if name.startswith("services/"):
            service = json.loads(text)
            found[service["prefix"]] = service
    return found


def difference(old: Files, new: Files) -> list[str]:
    """Describe what changes, a line each: `+ service`, `- action`, `~ action s: l W->PW`."""
    report = []
    before, after = services_of(old), services_of(new)
    for prefix in sorted(before.keys() | after.keys()):
        if prefix not in after:
            report.append(f"- service {prefix} ({len(before[prefix]['actions'])} actions)")
        elif prefix not in before:
            report.append(f"+ service {prefix} ({len(after[prefix]['actions'])} actions)")
        else:
            report += _service_difference(prefix, before[prefix], after[prefix])
    for name in sorted(old.keys() | new.keys()):
        if not name.startswith("services/") and old.get(name) != new.get(name):
            report.append(f"{'-' if name not in new else '+' if name not in old else '~'} file {name}")
    return report


def _service_difference(prefix: str, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    report = []
    if old["title"] != new["title"]:
        report.append(f"~ service {prefix}: title {old['title']} -> {new['title']}")
    for table, word in (("actions", "action"), ("resources", "resource"), ("keys", "key")):
        for name in sorted(old[table].keys() | new[table].keys()):
            label = name if table == "keys" else f"{prefix}:{name}"
            if name not in new[table]:
                report.append(f"- {word} {label}")
            elif name not in old[table]:
                report.append(f"+ {word} {label}")
            elif old[table][name] != new[table][name]:
                change = _change(old[table][name], new[table][name])
                report.append(f"~ {word} {label}: {change}")
    return report


def _change(old: Any, new: Any) -> str:
    if not isinstance(old, dict):
        return f"{old} -> {new}"
    parts = []
    for field in sorted(old.keys() | new.keys()):
        before, after = old.get(field), new.get(field)
        if before == after:
            continue
        if isinstance(before or [], list) and isinstance(after or [], list):
            gone = [item for item in before or [] if item not in (after or [])]
            come = [item for item in after or [] if item not in (before or [])]
            text = f"-{compact(gone)} " * bool(gone) + f"+{compact(come)}" * bool(come)
            parts.append(f"{field} {text or 'order'}".rstrip())
        else:
            parts.append(f"{field} {compact(before)}->{compact(after)}")
    return "; ".join(parts)

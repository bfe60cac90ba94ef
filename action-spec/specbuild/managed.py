"""Pack AWS managed policies into few bytes, of which a reader decompresses only what it asks for.

In memory the table is JSON Lines text: a header, then a policy a line, by name. On disk it is a gzip file of several
members with a fixed number of lines each, so that `zcat` shows all of it, and an index of where each member starts.

A policy is {"version", "updated", "document"} under its name with its path (`job-function/Billing`). One that is gone
from the source is kept and has "seen" as well, the last day on which it was listed: AWS retires a policy, and it stays
attached to whoever has it.
"""

from __future__ import annotations

import gzip
import json
import os
from typing import Any

from specbuild.output import compact, lines

Policies = dict[str, dict[str, Any]]

TABLE = "managed-policies/policies.jsonl"
PACKED = TABLE + ".gz"
INDEX = "managed-policies/index.json"

BLOCK = 16
LOSS = 0.02


def to_text(policies: Policies, date: str, source: str) -> str:
    """Write the table; "document" comes last, so that a reader can cut it out of its line."""
    rows: list[dict[str, Any]] = [{"date": date, "source": source, "policies": len(policies)}]
    rows += ({"name": name, **facts} for name, facts in sorted(policies.items()))
    return "".join(compact(row) + "\n" for row in rows)


def from_text(text: str) -> tuple[Policies, str]:
    """Read the table and its date; nothing yet is an empty table."""
    header, *rows = map(json.loads, text.splitlines() or ['{"date":""}'])
    return {facts.pop("name"): facts for facts in rows}, header["date"]


def keep_retired(policies: Policies, old: Policies, old_date: str) -> None:
    """Carry over what the source no longer has, marked with the date of the table that last had it."""
    for name, facts in old.items():
        if name not in policies:
            rest = {key: value for key, value in facts.items() if key != "document"}
            policies[name] = {"seen": old_date, **rest, "document": facts["document"]}


def losses(old: Policies, new: Policies) -> list[str]:
    """Return the reasons not to write: too many policies retired at once, or documents that shrink."""
    living = [name for name, facts in old.items() if "seen" not in facts]
    gone = [name for name in living if "seen" in new[name]]
    reasons = []
    if len(gone) > len(living) * LOSS:
        reasons.append(f"{len(gone)} of {len(living)} managed policies vanish")
    before, after = (sum(len(compact(facts["document"])) for facts in table.values()) for table in (old, new))
    if after < before * (1 - LOSS):
        reasons.append(f"the documents of managed policies shrink from {before} to {after} characters")
    return reasons


def difference(old: Policies, new: Policies) -> list[str]:
    """Describe what changes, a line each: `+ policy`, `- policy`, `~ policy: v1 -> v2`."""
    report = []
    for name, after in sorted(new.items()):
        before = old.get(name)
        if before is None:
            report.append(f"+ policy {name}")
        elif "seen" in after and "seen" not in before:
            report.append(f"- policy {name}")
        elif before != after:
            report.append(f"~ policy {name}: {before['version']} -> {after['version']}")
    return report


def pack(text: str) -> tuple[bytes, str]:
    """Compress the table: (the gzip file, its index)."""
    header, *rows = text.splitlines(keepends=True)
    # The time stamps are fixed: the same table makes the same bytes.
    data = gzip.compress(header.encode(), 9, mtime=0)
    blocks = {}
    for start in range(0, len(rows), BLOCK):
        blocks[json.loads(rows[start])["name"]] = len(data)
        data += gzip.compress("".join(rows[start : start + BLOCK]).encode(), 9, mtime=0)
    return data, lines({**json.loads(header), "bytes": len(data), "blocks": blocks}, 2) + "\n"


def read(root: str) -> str:
    """Read the table back from the disk, empty when there is none yet."""
    path = os.path.join(root, PACKED)
    if not os.path.exists(path):
        return ""
    with open(path, "rb") as file:
        return gzip.decompress(file.read()).decode()


def write(root: str, text: str) -> None:
    """Write the table and its index."""
    data, index = pack(text)
    os.makedirs(os.path.join(root, os.path.dirname(PACKED)), exist_ok=True)
    with open(os.path.join(root, PACKED), "wb") as packed:
        packed.write(data)
    with open(os.path.join(root, INDEX), "w", encoding="utf-8", newline="\n") as file:
        file.write(index)

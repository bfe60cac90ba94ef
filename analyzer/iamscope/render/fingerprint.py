"""Names findings by what they say and not by where, so that moved lines and edits elsewhere keep the name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from iamscope.findings import Finding, PathItem
from iamscope.results import PolicyResult, Run
from iamscope.source import Source
from iamscope.syntax.json_value import Json, NotJsonError, Object, decode


def fingerprints(run: Run) -> Iterator[tuple[PolicyResult, Finding, str]]:
    """Every finding with its policy and fingerprint: 32 hexadecimal digits, and a count from 1 that tells twins apart.

    It is made of the code, the file's path, the statement (its `Sid`, or else all that it says) and the text at the
    place, blanks apart.
    """
    seen: Counter[str] = Counter()
    for policy in run.policies:
        root: Json = None
        source: Source | None = None
        for finding in policy.findings:
            if finding.span.source is not source:
                source = finding.span.source
                root = _policy_value(source, policy.pointer)
            parts = finding.code, policy.path, *_identity(finding, root)
            name = sha256(json.dumps(parts).encode()).hexdigest()[:32]
            seen[name] += 1
            yield policy, finding, f"{name}:{seen[name]}"


def _identity(finding: Finding, root: Json) -> tuple[str, str]:
    """Which statement a finding is about, and what of it; empty for the policy as a whole."""
    path = finding.locations[0].path
    statement, depth = _statement(root, path)
    name = ""
    if statement is not None:
        sid = statement.get("Sid")
        name = f"Sid {sid}" if isinstance(sid, str) and sid else json.dumps(statement)
    whole = statement is not None and len(path) == depth
    return name, "" if whole else " ".join(finding.span.text.split())


def _statement(root: Json, path: tuple[PathItem, ...]) -> tuple[Object | None, int]:
    """The statement that a path leads into, and how many steps lead to it."""
    if not path or path[0].step != "Statement" or not isinstance(root, Object):
        return None, 0
    value = root.get("Statement")
    depth = 1
    if len(path) > 1 and isinstance(value, list) and isinstance(path[1].step, int):
        value = value[path[1].step] if path[1].step < len(value) else None
        depth = 2
    return (value, depth) if isinstance(value, Object) else (None, 0)


def _policy_value(source: Source, pointer: str) -> Json:
    """The policy at a JSON pointer, through strings that documents are embedded in; None where that leads nowhere."""
    try:
        value = decode(source.text)
        for token in pointer.split("/")[1:]:
            if isinstance(value, str):
                value = decode(value)
            step = token.replace("~1", "/").replace("~0", "~")
            value = value[int(step)] if isinstance(value, list) else value.get(step)  # type: ignore[union-attr]
        return decode(value) if isinstance(value, str) else value
    except (NotJsonError, AttributeError, ValueError, IndexError):
        return None

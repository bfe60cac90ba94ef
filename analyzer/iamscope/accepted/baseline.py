"""Baselines: what findings there were on some day, so that later runs report only what is new.

A baseline is a JSON file with one entry a line, each line whole in itself, so that git can merge it.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from iamscope.engine import INTERNAL_ERROR
from iamscope.errors import InputError, UsageError
from iamscope.findings import Finding
from iamscope.inputs.files import STDIN, STDIN_SHOWN, read_bytes, shown_path
from iamscope.results import BaselineUse, PolicyResult, Result, Run

K = TypeVar("K")

DEFAULT_NAME = ".iamscope-baseline.json"

_KEY = "iamscope-baseline"
_VERSION = 1
_AT_LENGTH = 60
_REMEDY = "write it with `iamscope baseline`, or name another file"


class Entry(NamedTuple):
    """Equal findings of one file: its path from the baseline's folder, their code, their identity, how many there are.

    `at` is for people: what stood at the first of them.
    """

    path: str
    code: str
    identity: str
    number: int
    at: str


class Baseline(NamedTuple):
    """The entries of a baseline, and the path of its file."""

    path: str
    entries: tuple[Entry, ...]

    @property
    def folder(self) -> str:
        return os.path.dirname(os.path.abspath(self.path))


class Comparison(NamedTuple):
    """A run held against a baseline: the run without what is known, and the entries that could not be judged.

    An entry is judged where its file was checked or is no longer there, and its rule took part in the run.
    """

    run: Run
    unjudged: tuple[Entry, ...]


def load(path: str) -> Baseline:
    """The baseline in a file; raises UsageError."""
    try:
        data = json.loads(read_bytes(path))
        head, *entries = data if isinstance(data, list) else [data]
        version = int(head[_KEY])
        if version != _VERSION:
            raise UsageError(f"`{path}` is a baseline of version {version}", "update iamscope, or write it anew")
        return Baseline(path, tuple(map(_entry, entries)))
    except InputError as error:
        raise UsageError(f"`{path}` {error.message}", _REMEDY) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UsageError(f"`{path}` is no baseline", _REMEDY) from error


def _entry(written: Mapping[str, object]) -> Entry:
    path, code, identity, number = (written[key] for key in ("path", "code", "id", "count"))
    if not (isinstance(path, str) and isinstance(code, str) and isinstance(identity, str) and type(number) is int):
        raise TypeError
    return Entry(path, code, identity, number, str(written.get("at", "")))


def compare(run: Run, baseline: Baseline, checked: Collection[str]) -> Comparison:
    """Holds a run, in which the files at these paths were checked, against a baseline.

    A finding is known if its file has an entry for it, or another file has one to spare: it has moved. Of equal
    findings so many are known as were counted.
    """
    folder = baseline.folder
    looked_at = {_from_folder(path, folder) for path in checked}
    judged = {entry: _is_judged(entry, run, looked_at, folder) for entry in baseline.entries}
    here: Counter[tuple[str, str]] = Counter()
    for entry in baseline.entries:
        here[entry.path, entry.identity] = max(here[entry.path, entry.identity], entry.number)
    found = [(policy, finding) for policy in run.policies for finding in policy.findings]
    known = _take(here, (((_from_folder(policy.path, folder), finding.identity), finding) for policy, finding in found))
    to_spare: Counter[str] = Counter()
    for path, identity in {(entry.path, entry.identity) for entry in baseline.entries if judged[entry]}:
        to_spare[identity] += here[path, identity]
    known |= _take(to_spare, ((finding.identity, finding) for _, finding in found if id(finding) not in known))
    policies = tuple(_without(policy, known) for policy in run.policies)
    use = BaselineUse(shown_path(baseline.path), to_spare.total())
    return Comparison(
        replace(run, policies=policies, baseline=use),
        tuple(entry for entry, is_judged in judged.items() if not is_judged),
    )


def _take(left: Counter[K], findings: Iterable[tuple[K, Finding]]) -> set[int]:
    """The findings, by `id`, that there are entries left for; these are used up."""
    taken = set()
    for key, finding in findings:
        if left[key] > 0 and finding.code != INTERNAL_ERROR:
            left[key] -= 1
            taken.add(id(finding))
    return taken


def _is_judged(entry: Entry, run: Run, checked: Collection[str], folder: str) -> bool:
    if entry.code not in run.rules or (entry.path == STDIN_SHOWN and STDIN_SHOWN not in checked):
        return False
    return entry.path in checked or not os.path.exists(os.path.join(folder, entry.path))


def _without(policy: PolicyResult, known: Collection[int]) -> PolicyResult:
    """A policy with what is known laid aside."""
    aside = tuple(Result(finding, is_known=True) for finding in policy.findings if id(finding) in known)
    if not aside:
        return policy
    findings = tuple(finding for finding in policy.findings if id(finding) not in known)
    return replace(policy, findings=findings, aside=(*policy.aside, *aside))


def record(run: Run, folder: str) -> list[Entry]:
    """The entries for what a run reports, for a baseline in this folder."""
    return _grouped([(policy, finding) for policy in run.policies for finding in policy.findings], folder)


def prune(comparison: Comparison, folder: str) -> list[Entry]:
    """The entries of the baseline that something was found for, where it now stands, and those not judged."""
    known = [
        (policy, result.finding) for policy in comparison.run.policies for result in policy.aside if result.is_known
    ]
    return [*_grouped(known, folder), *comparison.unjudged]


def _grouped(found: Iterable[tuple[PolicyResult, Finding]], folder: str) -> list[Entry]:
    """Entries for findings; equal ones of a file share one."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for policy, finding in found:
        if finding.code != INTERNAL_ERROR:
            key = _from_folder(policy.path, folder), finding.code, finding.identity
            groups.setdefault(key, []).append(finding)
    return [Entry(*key, len(equal), _at(equal[0])) for key, equal in groups.items()]


def _at(finding: Finding) -> str:
    text = " ".join(finding.span.text[: 2 * _AT_LENGTH].split())
    return text if len(text) <= _AT_LENGTH else text[: _AT_LENGTH - 1] + "…"


def _from_folder(path: str, folder: str) -> str:
    if path in (STDIN, STDIN_SHOWN):
        return STDIN_SHOWN
    try:
        return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


def write(path: str, entries: Iterable[Entry]) -> None:
    """Writes a baseline, all of it or nothing; raises UsageError."""
    from iamscope.replacing import replace_file

    data = "".join(_lines(entries)).encode()
    try:
        replace_file(path, data, 0o666 & ~_umask())
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise UsageError(f"`{path}` cannot be written: {reason}", "check the folder and its permissions") from error


def _lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The file: a comma before each entry and not behind it, so that no entry's line depends on the next."""
    yield f"[{json.dumps({_KEY: _VERSION})}\n"
    for path, code, identity, number, at in sorted(entries):
        written = {"path": path, "code": code, "at": at, "count": number, "id": identity}
        yield "," + json.dumps(written) + "\n"
    yield "]\n"


def _umask() -> int:
    """What the user keeps from new files; it cannot be asked for without being set."""
    umask = os.umask(0o077)
    os.umask(umask)
    return umask

"""Compares policies with their earlier versions: what do they allow that those did not?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from iamscope.comparison.pairing import Pair, pair
from iamscope.errors import InputError
from iamscope.inputs.discover import discover
from iamscope.inputs.reading import ReadPolicy, read_policies
from iamscope.inputs.walking import ChooseType, bytes_of, policies_of
from iamscope.logic.decide import Allowed, And, Not, find, readable
from iamscope.policy_checks.access_checks import CheckResult, CheckVerdict, Reason, judge, worst
from iamscope.policy_types import PolicyType
from iamscope.results import InputProblem
from iamscope.syntax.ast import Policy

#: Policies that only limit what others allow: less of them is more access.
_LIMITS = frozenset({PolicyType.SCP, PolicyType.RCP, PolicyType.BOUNDARY, PolicyType.SESSION, PolicyType.ENDPOINT})


@dataclass(frozen=True, slots=True)
class Comparison:
    """A policy and its earlier version (either may be missing), and whether there is new access."""

    old: ReadPolicy | None
    new: ReadPolicy | None
    check: CheckResult

    @property
    def differing(self) -> tuple[Policy, Policy | None] | None:
        """The readings to show the difference of; None where nothing is new."""
        if self.new is None or self.check.result is CheckVerdict.PASS:
            return None
        return self.new.policy, self.old.policy if self.old else None


@dataclass(frozen=True, slots=True)
class Versions:
    """The policies of two versions, and the inputs that could not be read."""

    old: tuple[ReadPolicy, ...]
    new: tuple[ReadPolicy, ...]
    problems: tuple[InputProblem, ...] = ()

    def pairs(self) -> list[Pair]:
        """Each policy with its earlier version. One policy against one other needs no likeness."""
        if len(self.old) == len(self.new) == 1:
            return [Pair(self.old[0], self.new[0])]
        return pair(self.old, self.new)


def compare(versions: Versions, *, seconds: float = 5.0) -> Iterator[Comparison]:
    """Each policy against its earlier version: a new one against one that allows nothing. `seconds` are for each."""
    for old, new in versions.pairs():
        yield Comparison(old, new, _removed(old) if new is None else _check(new, old, seconds))


def _check(new: ReadPolicy, old: ReadPolicy | None, seconds: float) -> CheckResult:
    """The worst verdict over the readings of a template: those of one condition are compared with each other."""
    earlier = old.readings if old else (None,)
    readings = new.readings
    if len(earlier) == len(readings):
        pairs = list(zip(readings, earlier, strict=True))
    else:
        pairs = [(reading, before) for reading in readings for before in earlier]
    return worst([_check_reading(reading, before, seconds) for reading, before in pairs])


def _check_reading(new: Policy, old: Policy | None, seconds: float) -> CheckResult:
    question = Allowed(new) if old is None else And(Allowed(new), Not(Allowed(old)))
    return judge(readable(question, find(question, seconds=seconds)), [new], "new access")


def _removed(old: ReadPolicy | None) -> CheckResult:
    """What is gone allows nothing; but others may allow what it denied."""
    if old is None:
        return CheckResult(CheckVerdict.PASS)
    policy = old.policy
    if policy.policy_type not in _LIMITS and not any(statement.denies for statement in policy.statements):
        return CheckResult(CheckVerdict.PASS)
    what = "limits" if policy.policy_type in _LIMITS else "denies"
    reason = Reason(f"it no longer {what} anything, and what else allows the requests is not known")
    return CheckResult(CheckVerdict.UNKNOWN, None, (reason,))


def read_versions(old: str, new: str, choose_type: ChooseType) -> Versions:
    """The policies of two files, or of the files of two folders by their paths; raises InputError."""
    if os.path.isdir(old) != os.path.isdir(new):
        raise InputError(f"`{old}` and `{new}` are not both files or both folders", "name two of a kind")
    if not os.path.isdir(old):
        return Versions(tuple(_of_file(old, choose_type)), tuple(_of_file(new, choose_type)))
    problems: list[InputProblem] = []
    sides = [tuple(_of_folder(folder, choose_type, problems)) for folder in (old, new)]
    return Versions(sides[0], sides[1], tuple(problems))


def _of_file(path: str, choose_type: ChooseType) -> list[ReadPolicy]:
    try:
        return read_policies(path, choose_type, scope="the two files")
    except InputError as error:
        raise error.of(path) from error


def _of_folder(folder: str, choose_type: ChooseType, problems: list[InputProblem]) -> Iterator[ReadPolicy]:
    for file in discover([folder]):
        relative = os.path.relpath(file.path, folder).replace(os.sep, "/")
        for policy in policies_of(file.path, bytes_of(file.path, problems), choose_type, problems, relative):
            yield policy._replace(path=relative)

"""What a run found, as renderers receive it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from iamscope.findings import Finding
from iamscope.policy_types import PolicyType
from iamscope.rule import AnyRule
from iamscope.source import Span


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """One policy document: the file (`/` between folders), where in it (a JSON pointer, empty for the whole file),
    what type it was checked as, how that type was told (`command line`, `configuration`, `container`, `path` or
    `content`), its findings, and a readable name of what holds it (`MyRole.Policies[0].PolicyDocument`), if any.
    """

    path: str
    pointer: str
    policy_type: PolicyType
    resource_type: str | None
    type_from: str
    findings: tuple[Finding, ...]
    container: str = ""


@dataclass(frozen=True, slots=True)
class InputProblem:
    """An input that could not be read, and the place in it that is to blame, if there is one.

    It ends the run with status 2 if it was `named` by the user.
    """

    path: str
    message: str
    help: str
    named: bool
    span: Span | None = None


class FileResult(NamedTuple):
    """What one file gave: its policies, or why it could not be read."""

    policies: tuple[PolicyResult, ...]
    problem: InputProblem | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Everything of one run: `policies` in order of path and place, `rules` those that were enabled, by code."""

    policies: tuple[PolicyResult, ...]
    problems: tuple[InputProblem, ...]
    rules: Mapping[str, AnyRule]
    files: int
    version: str
    data_date: str
    seconds: float = field(default=0.0, compare=False)

    @property
    def findings(self) -> Iterator[tuple[PolicyResult, Finding]]:
        """Every finding with the policy that it is in."""
        for policy in self.policies:
            for finding in policy.findings:
                yield policy, finding

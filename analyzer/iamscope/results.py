"""What a run found, as renderers receive it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from iamscope.accepted.suppressions import ConfiguredUse, Suppression
from iamscope.engine import place_order
from iamscope.findings import Finding
from iamscope.policy_types import PolicyType
from iamscope.rule import AnyRule
from iamscope.source import Span


class Result(NamedTuple):
    """A finding and what has become of it: the suppression that accepts it, whether the baseline knows it.

    `container` is the readable name of what holds the policy that it is in, if any.
    """

    finding: Finding
    suppression: Suppression | None = None
    is_known: bool = False
    container: str = ""

    @property
    def is_reported(self) -> bool:
        """Whether it counts: neither suppressed nor known."""
        return self.suppression is None and not self.is_known


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """One policy document: the file (`/` between folders), where in it (a JSON pointer, empty for the whole file),
    what type it was checked as, how that type was told (`command line`, `configuration`, `container`, `path` or
    `content`), its findings to report, a readable name of what holds it (`MyRole.Policies[0].PolicyDocument`), if any,
    and the results that are not reported: suppressed, or known to the baseline.
    """

    path: str
    pointer: str
    policy_type: PolicyType
    resource_type: str | None
    type_from: str
    findings: tuple[Finding, ...]
    container: str = ""
    aside: tuple[Result, ...] = ()

    @classmethod
    def of(
        cls,
        results: Iterable[Result],
        path: str,
        pointer: str,
        policy_type: PolicyType,
        resource_type: str | None,
        type_from: str,
        container: str = "",
    ) -> PolicyResult:
        """A policy with results of which some may not be reported."""
        found = cls(path, pointer, policy_type, resource_type, type_from, (), container)
        return found.with_results(results)

    def with_results(self, results: Iterable[Result]) -> PolicyResult:
        """The same policy with these results."""
        results = tuple(results)
        findings = tuple(result.finding for result in results if result.is_reported)
        aside = tuple(result for result in results if not result.is_reported)
        return replace(self, findings=findings, aside=aside)

    @property
    def results(self) -> list[Result]:
        """All findings, those that are not reported included, in order of place."""
        reported = [Result(finding, container=self.container) for finding in self.findings]
        if not self.aside:
            return reported
        aside = (result._replace(container=self.container) for result in self.aside)
        return sorted((*reported, *aside), key=lambda result: place_order(result.finding))


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
    """What one file gave: its policies, or why it could not be read; findings about the suppressions in it, and the
    configured suppressions that were used in it.
    """

    policies: tuple[PolicyResult, ...]
    problem: InputProblem | None = None
    remarks: tuple[Finding, ...] = ()
    used: frozenset[ConfiguredUse] = frozenset()


#: Who tells the type of a policy best, last.
_TELLERS = ("content", "path", "container", "configuration", "command line")


def without_repeats(results: Iterable[FileResult]) -> tuple[PolicyResult, ...]:
    """The policies of files, each once.

    A policy in a file of its own is met twice, where another file reads it: Terraform's `file("policy.json")` says what
    type it is. A Terraform plan is shown in the sources that it was made of, which are checked, too.
    """
    results = list(results)
    readers: dict[str, set[int]] = {}
    for number, result in enumerate(results):
        for policy in result.policies:
            readers.setdefault(policy.path, set()).add(number)
    policies = [policy for result in results for policy in result.policies]
    shared = {path for path, numbers in readers.items() if len(numbers) > 1}
    best: dict[tuple[str, str], int] = {}
    for policy in policies:
        if policy.path in shared:
            key = policy.path, policy.pointer
            best[key] = max(best.get(key, 0), _TELLERS.index(policy.type_from))
    kept: list[PolicyResult] = []
    seen: set[Hashable] = set()
    for policy in policies:
        if policy.path not in shared:
            kept.append(policy)
        elif _TELLERS.index(policy.type_from) == best[policy.path, policy.pointer]:
            identity = policy.path, policy.pointer, policy.policy_type, policy.resource_type
            news = [result for result in policy.results if _said(result.finding) not in seen]
            if news or identity not in seen:
                kept.append(policy.with_results(news))
            seen.update((identity, *(_said(result.finding) for result in news)))
    return tuple(kept)


def _said(finding: Finding) -> Hashable:
    """What a finding says of which places."""
    spans = ((place.span.source.path, place.span.start, place.span.end) for place in finding.locations)
    return finding.code, finding.message, *spans


class BaselineUse(NamedTuple):
    """A baseline that a run was compared with: the path to show, and the entries that nothing was found for."""

    path: str
    absent: int


@dataclass(frozen=True, slots=True)
class Run:
    """Everything of one run: `policies` in order of path and place, `rules` those that were enabled, by code.

    `remarks` are findings about no policy: about suppressions. `baseline` says how the run compares with one, if it
    was given.
    """

    policies: tuple[PolicyResult, ...]
    problems: tuple[InputProblem, ...]
    rules: Mapping[str, AnyRule]
    files: int
    version: str
    data_date: str
    seconds: float = field(default=0.0, compare=False)
    remarks: tuple[Finding, ...] = ()
    baseline: BaselineUse | None = None

    @property
    def findings(self) -> Iterator[tuple[PolicyResult | None, Finding]]:
        """Every finding to report with the policy that it is in."""
        for policy in self.policies:
            for finding in policy.findings:
                yield policy, finding
        for finding in self.remarks:
            yield None, finding

    @property
    def results(self) -> Iterator[Result]:
        """Every finding, those that are not reported included."""
        for policy in self.policies:
            yield from policy.results
        yield from map(Result, self.remarks)

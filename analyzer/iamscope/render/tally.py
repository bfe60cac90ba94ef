"""Counts what a run found."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from iamscope.findings import FindingType
from iamscope.results import Run

TYPE_WORDS = {
    FindingType.ERROR: "error",
    FindingType.SECURITY_WARNING: "security warning",
    FindingType.WARNING: "warning",
    FindingType.SUGGESTION: "suggestion",
}


class Tally(NamedTuple):
    """The numbers of a run: findings by type (all types, worst first), policies told from content by their type, and
    findings that are not reported: suppressed ones, and those known to the baseline.
    """

    findings: dict[FindingType, int]
    policies: int
    files: int
    from_content: dict[str, int]
    suppressed: int = 0
    known: int = 0


def tally(run: Run) -> Tally:
    """The numbers of a run."""
    findings = Counter(finding.finding_type for _, finding in run.findings)
    from_content = Counter(policy.policy_type.value for policy in run.policies if policy.type_from == "content")
    return Tally(
        {type: findings[type] for type in FindingType},
        len(run.policies),
        run.files,
        dict(sorted(from_content.items(), key=lambda item: (-item[1], item[0]))),
        sum(result.suppression is not None for policy in run.policies for result in policy.aside),
        sum(result.is_known for policy in run.policies for result in policy.aside),
    )


def counted(number: int, word: str) -> str:
    """A number with its word, such as `2 policies`."""
    if number == 1:
        return f"1 {word}"
    return f"{number} {word.removesuffix('y')}ies" if word.endswith("y") else f"{number} {word}s"


def sentence(numbers: Tally) -> str:
    """The numbers as a line to read, types without findings left out."""
    kinds = [counted(number, TYPE_WORDS[type]) for type, number in numbers.findings.items() if number]
    where = f"{counted(numbers.policies, 'policy')} of {counted(numbers.files, 'file')}"
    aside = [f"{numbers.suppressed} suppressed"] if numbers.suppressed else []
    aside += [f"{numbers.known} in the baseline"] if numbers.known else []
    return f"{', '.join(kinds) or 'no findings'} in {where}" + (f"; {', '.join(aside)}" if aside else "")


def types_told(numbers: Tally) -> str:
    """How many policies' types were told from content, and what to do about it; empty if none was."""
    kinds = ", ".join(f"{number} {kind}" for kind, number in numbers.from_content.items())
    return f"policy types told from content: {kinds}; set them with --type or in the configuration" if kinds else ""

"""Findings in the shape of Access Analyzer's ValidatePolicy, as JSON Lines: one object a policy document."""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.findings import Finding, FindingType
from iamscope.render.jsonl import dumps
from iamscope.render.style import Style
from iamscope.results import Run

REFERENCE = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"
    "#access-analyzer-reference-policy-checks"
)
_ANCHORS = {
    FindingType.ERROR: "error",
    FindingType.SECURITY_WARNING: "security-warning",
    FindingType.WARNING: "general-warning",
    FindingType.SUGGESTION: "suggestion",
}


def render(run: Run, style: Style) -> Iterator[str]:  # noqa: ARG001 (all formats are called alike)
    """One line a policy: `path`, `pointer` and `findings`, those alone whose code is Access Analyzer's.

    AWS's shape has no mark for a finding that is suppressed or known to the baseline, so it is left out.
    """
    for policy in run.policies:
        findings = [_finding(finding) for finding in policy.findings if _is_aws(run, finding.code)]
        yield dumps({"path": policy.path, "pointer": policy.pointer, "findings": findings}) + "\n"


def learn_more_link(code: str, finding_type: FindingType) -> str:
    """AWS's documentation of one of its checks."""
    return f"{REFERENCE}-{_ANCHORS[finding_type]}-{code.lower().replace('_', '-')}"


def _is_aws(run: Run, code: str) -> bool:
    rule = run.rules.get(code)
    return rule is not None and rule.aws


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "findingDetails": f"{finding.message}; {finding.help}" if finding.help else finding.message,
        "findingType": finding.finding_type.value,
        "issueCode": finding.code,
        "learnMoreLink": learn_more_link(finding.code, finding.finding_type),
        "locations": [location.to_dict() for location in finding.locations],
    }

"""Findings as JSON Lines: one object each, with the path and the JSON pointer of its policy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from iamscope.findings import Finding, span_dict
from iamscope.render.escape import json_text
from iamscope.render.style import Style
from iamscope.results import PolicyResult, Run


def render(run: Run, style: Style) -> Iterator[str]:  # noqa: ARG001 (all formats are called alike)
    """One line a finding: what `Finding.to_dict` gives, `related`, and `path`, `pointer`, `policyType` in front."""
    for policy, finding in run.findings:
        yield dumps({**policy_dict(policy), **finding_dict(finding)}) + "\n"


def policy_dict(policy: PolicyResult) -> dict[str, object]:
    """Which policy: `path`, `pointer` (empty for a whole file), `policyType`, `resourceType` (or null), `typeFrom`."""
    return {
        "path": policy.path,
        "pointer": policy.pointer,
        "policyType": policy.policy_type.value,
        "resourceType": policy.resource_type,
        "typeFrom": policy.type_from,
    }


def finding_dict(finding: Finding) -> dict[str, object]:
    """A finding with the places that explain it: `related` has `file`, `span` and `text` of each."""
    related = [
        {"file": place.span.source.path, "span": span_dict(place.span), "text": place.text} for place in finding.related
    ]
    return {**finding.to_dict(), "related": related}


def dumps(value: Mapping[str, object]) -> str:
    """JSON in one line that is safe to print."""
    return json_text(json.dumps(value, ensure_ascii=False))

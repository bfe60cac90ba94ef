"""Findings as JSON Lines: one object each, with the path and the JSON pointer of its policy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from iamscope.findings import Finding, span_dict
from iamscope.render.aside import baseline_state, suppression_dict
from iamscope.render.escape import json_text
from iamscope.render.style import Style
from iamscope.results import PolicyResult, Result, Run


def render(run: Run, style: Style) -> Iterator[str]:  # noqa: ARG001 (all formats are called alike)
    """One line a finding: what `Finding.to_dict` gives, `related`, and in front what `policy_dict` gives.

    A finding about no policy has null for what is a policy's. `suppression` and `baselineState` mark what is not
    reported: a finding counts where the first is null and the second is not `unchanged`.
    """
    for policy in run.policies:
        for result in policy.results:
            yield dumps({**policy_dict(policy), **result_dict(run, result)}) + "\n"
    for finding in run.remarks:
        yield dumps({**no_policy_dict(finding), **result_dict(run, Result(finding))}) + "\n"


def policy_dict(policy: PolicyResult) -> dict[str, object]:
    """Which policy: `path`, `pointer` (empty for a whole file), `container` (what holds it, such as a resource of a
    template; empty where nothing is known), `policyType`, `resourceType` (or null), `typeFrom`.
    """
    return {
        "path": policy.path,
        "pointer": policy.pointer,
        "container": policy.container,
        "policyType": policy.policy_type.value,
        "resourceType": policy.resource_type,
        "typeFrom": policy.type_from,
    }


def no_policy_dict(finding: Finding) -> dict[str, object]:
    """The same for a finding about no policy: its file alone."""
    nothing = dict.fromkeys(("policyType", "resourceType", "typeFrom"))
    return {"path": finding.span.source.path, "pointer": "", "container": "", **nothing}


def result_dict(run: Run, result: Result) -> dict[str, object]:
    """A finding with the places that explain it, and what has become of it: its suppression, its baseline state.

    `related` has `file`, `span` and `text` of each place.
    """
    finding = result.finding
    related = [
        {"file": place.span.source.path, "span": span_dict(place.span), "text": place.text} for place in finding.related
    ]
    return {
        **finding.to_dict(),
        "related": related,
        "suppression": suppression_dict(result.suppression),
        "baselineState": baseline_state(run, result),
    }


def dumps(value: Mapping[str, object]) -> str:
    """JSON in one line that is safe to print."""
    return json_text(json.dumps(value, ensure_ascii=False))

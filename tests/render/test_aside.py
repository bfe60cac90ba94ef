"""What is suppressed or known to the baseline: marked for programs, counted for people, left out where it must be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.render.test_sarif import log

from iamscope.accepted.suppressions import Suppression, SuppressionKind
from iamscope.findings import Finding, FindingType, Location
from iamscope.render.style import Style
from iamscope.results import BaselineUse, PolicyResult, Result, Run
from iamscope.source import Source, Span

if TYPE_CHECKING:
    from tests.render.conftest import Check, MakeRun, Render

CONFIG = Source("iamscope.toml", 'fail-on = "ERROR"\n[[ignore]]\n')
SUPPRESSION = Suppression(
    ("MISSING_EFFECT",), "until\nthe move", SuppressionKind.EXTERNAL, Span(CONFIG, 18, 28), date(2030, 12, 31)
)
REMARK = Finding(
    "UNUSED_SUPPRESSION",
    FindingType.SUGGESTION,
    "nothing is suppressed here",
    "remove it",
    (Location((), Span(CONFIG, 18, 28)),),
)


@pytest.fixture
def run(check: Check, make_run: MakeRun) -> Run:
    """Of the two findings of the policy one is suppressed and one is known; there is one remark."""
    policy = check("read.json")
    first, second = policy.findings
    aside = Result(first, SUPPRESSION), Result(second, is_known=True)
    policy = PolicyResult.of(aside, *(getattr(policy, name) for name in policy.__slots__[:5]))
    return replace(make_run(policy), remarks=(REMARK,), baseline=BaselineUse("b.json", 2))


def test_text_counts(run: Run, render: Render) -> None:
    text = render("text", run)
    assert "MISSING_EFFECT" not in text
    assert "REDUNDANT_ACTION" not in text
    assert text.endswith(
        "1 suggestion in 1 policy of 1 file; 1 suppressed, 1 in the baseline\n"
        "2 entries of b.json no longer found: `iamscope baseline --prune` removes them\n"
    )


def test_text_shows_on_request(run: Run, render: Render) -> None:
    text = render("text", run, Style(shows_aside=True))
    assert "error[MISSING_EFFECT]: " in text
    assert "  = note: suppressed in iamscope.toml:2: until\\nthe move\n" in text
    assert "  = note: in the baseline\n" in text
    assert text.count("= note") == 2


def test_concise(run: Run, render: Render) -> None:
    reported = "iamscope.toml:2:1: suggestion: nothing is suppressed here [UNUSED_SUPPRESSION]\n"
    assert render("concise", run) == reported
    first, second, third = render("concise", run, Style(shows_aside=True)).splitlines()
    assert first.endswith(" [MISSING_EFFECT] (suppressed in iamscope.toml:2: until\\nthe move)")
    assert second.endswith(" [REDUNDANT_ACTION] (in the baseline)")
    assert third + "\n" == reported


MARKS = [
    ("MISSING_EFFECT", {"kind": "external", "justification": "until\nthe move", "expires": "2030-12-31"}, "new"),
    ("REDUNDANT_ACTION", None, "unchanged"),
    ("UNUSED_SUPPRESSION", None, "new"),
]


def marks(findings: list[Any]) -> list[tuple[str, object, object]]:
    return [(found["code"], found["suppression"], found["baselineState"]) for found in findings]


def test_jsonl(run: Run, render: Render) -> None:
    lines = [json.loads(line) for line in render("jsonl", run).splitlines()]
    assert marks(lines) == MARKS
    remark = lines[-1]
    assert (remark["path"], remark["pointer"], remark["policyType"]) == ("iamscope.toml", "", None)


def test_json(run: Run, render: Render) -> None:
    document = json.loads(render("json", run))
    assert marks(document["policies"][0]["findings"] + document["remarks"]) == MARKS
    assert document["remarks"][0]["path"] == "iamscope.toml"
    summary = document["summary"]
    assert (summary["suppressed"], summary["known"], summary["absent"]) == (1, 1, 2)
    assert summary["findings"]["ERROR"] == 0
    assert summary["findings"]["SUGGESTION"] == 1


def test_sarif(run: Run, render: Render) -> None:
    first, second, third = log(render, run)["results"]
    assert [result["baselineState"] for result in (first, second, third)] == ["new", "unchanged", "new"]
    assert ["suppressions" in result for result in (first, second, third)] == [True, False, False]
    [suppression] = first["suppressions"]
    place = suppression.pop("location")["physicalLocation"]
    assert suppression == {
        "kind": "external",
        "status": "accepted",
        "justification": "until\\nthe move",
        "properties": {"expires": "2030-12-31"},
    }
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("iamscope.toml", 2)


def test_code_scanning_has_what_is_reported(run: Run, render: Render) -> None:
    document = json.loads(render("code-scanning", run))
    [result] = document["runs"][0]["results"]
    assert result["ruleId"] == "UNUSED_SUPPRESSION"
    assert not {"suppressions", "baselineState"} & set(result)


def test_without_a_baseline_no_state_is_given(check: Check, make_run: MakeRun, render: Render) -> None:
    run = make_run(check("read.json"))
    assert not [result for result in log(render, run)["results"] if "baselineState" in result]
    assert {json.loads(line)["baselineState"] for line in render("jsonl", run).splitlines()} == {None}


def test_sarif_drops_what_is_not_reported_first(run: Run, render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamscope.render.sarif.MAX_RESULTS", 1)
    [result] = log(render, run)["results"]
    assert result["ruleId"] == "UNUSED_SUPPRESSION"


def test_aws_leaves_it_out(run: Run, render: Render) -> None:
    assert json.loads(render("aws", run)) == {"path": "read.json", "pointer": "", "findings": []}


def test_github(run: Run, render: Render) -> None:
    lines = render("github", run).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::notice", "1"]
    assert "file=iamscope.toml,line=2" in lines[0]

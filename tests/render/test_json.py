"""The JSON formats."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from iamscope.findings import Edit, Fix, Location
from iamscope.results import InputProblem

if TYPE_CHECKING:
    from tests.render.conftest import Check, MakeFinding, MakeRun, Render, RunOf

MISSING_EFFECT = {
    "code": "MISSING_EFFECT",
    "findingType": "ERROR",
    "message": "statement has no `Effect`",
    "help": "add `Effect` with `Allow` or `Deny`",
    "locations": [
        {
            "path": [{"value": "Statement"}, {"index": 0}],
            "span": {"start": {"line": 4, "column": 4, "offset": 50}, "end": {"line": 4, "column": 62, "offset": 108}},
        }
    ],
    "fix": None,
    "related": [],
    "suppression": None,
    "baselineState": None,
}
POLICY = {
    "path": "read.json",
    "pointer": "",
    "container": "",
    "policyType": "identity",
    "resourceType": None,
    "typeFrom": "command line",
}


def test_one_document(check: Check, make_run: MakeRun, render: Render) -> None:
    problem = InputProblem("gone.json", "cannot be opened", "check the path", True)
    document = json.loads(render("json", make_run(check("read.json"), problems=[problem])))
    assert [finding["code"] for finding in document["policies"][0].pop("findings")[1:]] == ["REDUNDANT_ACTION"]
    assert document == {
        "version": 1,
        "tool": {"name": "iamscope", "version": "1.2.3", "dataDate": "2026-01-02"},
        "policies": [POLICY],
        "remarks": [],
        "problems": [
            {"path": "gone.json", "span": None, "message": "cannot be opened", "help": "check the path", "named": True},
        ],
        "summary": {
            "files": 1,
            "policies": 1,
            "findings": {"ERROR": 1, "SECURITY_WARNING": 0, "WARNING": 0, "SUGGESTION": 1},
            "suppressed": 0,
            "known": 0,
            "absent": 0,
            "problems": 1,
            "typesFromContent": {},
        },
    }


def test_one_finding_a_line(check: Check, make_run: MakeRun, render: Render) -> None:
    first, second = map(json.loads, render("jsonl", make_run(check("read.json"))).splitlines())
    assert first == {**POLICY, **MISSING_EFFECT}
    assert second["code"] == "REDUNDANT_ACTION"


def test_a_run_without_anything(make_run: MakeRun, render: Render) -> None:
    document = json.loads(render("json", make_run()))
    assert document["policies"] == document["problems"] == []
    assert render("jsonl", make_run()) == ""


def test_fixes_and_related_places(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    finding = make_finding("abcdef", (0, 1, ""))
    finding = replace(
        finding,
        fix=Fix("remove it", (Edit(finding.span, ""),), safe=True),
        related=(Location((), finding.span, "see"),),
    )
    span = {"start": {"line": 1, "column": 0, "offset": 0}, "end": {"line": 1, "column": 1, "offset": 1}}
    found = json.loads(render("jsonl", run_of(finding)))
    assert found["fix"] == {"description": "remove it", "safe": True, "edits": [{"span": span, "replacement": ""}]}
    assert found["related"] == [{"file": "policy.json", "span": span, "text": "see"}]


def test_a_policy_a_line_with_codes_of_aws(check: Check, make_run: MakeRun, render: Render) -> None:
    run = make_run(check("read.json"), check("empty.json", "{}"))
    read, empty = map(json.loads, render("aws", run).splitlines())
    assert empty == {"path": "empty.json", "pointer": "", "findings": []}
    assert read["findings"][0] == {
        "findingDetails": "statement has no `Effect`; add `Effect` with `Allow` or `Deny`",
        "findingType": "ERROR",
        "issueCode": "MISSING_EFFECT",
        "learnMoreLink": "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"
        "#access-analyzer-reference-policy-checks-error-missing-effect",
        "locations": MISSING_EFFECT["locations"],
    }
    assert [location["path"] for location in read["findings"][1]["locations"]] == [
        [{"value": "Statement"}, {"index": 1}, {"value": "Action"}, {"index": 0}],
        [{"value": "Statement"}, {"index": 1}, {"value": "Action"}, {"index": 2}],
    ]


def test_codes_of_our_own_are_not_for_aws(check: Check, make_run: MakeRun, render: Render) -> None:
    run = make_run(check("read.json"))
    rules = {**run.rules, "REDUNDANT_ACTION": replace(run.rules["REDUNDANT_ACTION"], aws=False)}
    found = json.loads(render("aws", replace(run, rules=rules)))
    assert [finding["issueCode"] for finding in found["findings"]] == ["MISSING_EFFECT"]

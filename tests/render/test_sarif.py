"""SARIF: valid, and what GitHub code scanning reads of it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from iamscope.engine import INTERNAL_ERROR
from iamscope.findings import Edit, FindingType, Fix, Location
from iamscope.render import sarif
from iamscope.results import InputProblem
from iamscope.source import Source, Span

if TYPE_CHECKING:
    from tests.render.conftest import Check, MakeFinding, MakeRun, Render, RunOf

    from iamscope.results import Run


@cache
def validator() -> Any:
    schema = json.loads(Path(__file__).with_name("sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema)


def log(render: Render, run: Run) -> Any:
    """The one run of a valid log."""
    document = json.loads(render("sarif", run))
    assert [error.message for error in validator().iter_errors(document)] == []
    assert list(document) == ["$schema", "version", "runs"]
    return document["runs"][0]


def test_a_result(check: Check, make_run: MakeRun, render: Render) -> None:
    first, second = log(render, make_run(check("pol icies/read.json")))["results"]
    first.pop("partialFingerprints")
    lines = [
        '    {"Sid": "Read", "Action": "s3:GetObject", "Resource": "*"},',
        "    {",
    ]
    assert first == {
        "ruleId": "MISSING_EFFECT",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": "Statement has no `Effect`. Add `Effect` with `Allow` or `Deny`."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "pol%20icies/read.json", "uriBaseId": "%SRCROOT%"},
                    "region": {
                        "startLine": 4,
                        "startColumn": 5,
                        "endLine": 4,
                        "endColumn": 63,
                        "snippet": {"text": lines[0].strip(" ,")},
                    },
                    "contextRegion": {
                        "startLine": 3,
                        "startColumn": 1,
                        "endLine": 5,
                        "endColumn": 6,
                        "snippet": {"text": "\n".join(['  "Statement": [', *lines])},
                    },
                }
            }
        ],
    }
    assert second["message"]["text"].endswith('and remove the others. See ["ec2:DescribeVpcs"](1).')
    related = second["relatedLocations"]
    assert [(place["id"], place["message"]["text"]) for place in related] == [(1, '"ec2:DescribeVpcs"')]


def test_the_rules_of_the_run_are_listed(check: Check, make_run: MakeRun, render: Render) -> None:
    driver = log(render, make_run(check("clean.json", "{}")))["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["JSON_SYNTAX_ERROR", "MISSING_EFFECT", "REDUNDANT_ACTION"]
    rule = driver["rules"][1]
    documentation = rule.pop("help")
    assert documentation["text"] == documentation["markdown"]
    assert "^^^" not in documentation["text"]
    assert '```json\n{\n  "Version": "2012-10-17",\n  "Statement": [\n    {"Action"' in documentation["text"]
    assert rule == {
        "id": "MISSING_EFFECT",
        "name": "MissingEffect",
        "shortDescription": {"text": "Statement has no `Effect`."},
        "fullDescription": {
            "text": "A statement has no `Effect`. Nothing is allowed or denied by it, and AWS refuses the policy."
        },
        "helpUri": "https://github.com/iamscope/iamscope/blob/main/docs/rules.md#missing_effect",
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["aws", "iam"], "precision": "high", "problem.severity": "error"},
    }


def test_a_security_severity_makes_a_security_alert(check: Check, make_run: MakeRun, render: Render) -> None:
    run = make_run(check("clean.json", "{}"))
    rule = replace(run.rules["MISSING_EFFECT"], security_severity=8.0, doc="Long. " * 1000)
    (found,) = log(render, replace(run, rules={rule.code: rule}))["tool"]["driver"]["rules"]
    assert found["properties"]["security-severity"] == "8.0"
    assert "security" in found["properties"]["tags"]
    assert len(found["fullDescription"]["text"]) <= 1024


def test_about_the_run(check: Check, make_run: MakeRun, render: Render) -> None:
    found = log(render, make_run(check("clean.json", "{}")))
    driver = found["tool"]["driver"]
    assert found["columnKind"] == "unicodeCodePoints"
    assert found["automationDetails"] == {"id": "iamscope/"}
    assert found["invocations"] == [{"executionSuccessful": True}]
    assert found["results"] == []
    assert (driver["version"], driver["semanticVersion"]) == ("1.2.3", "1.2.3")
    assert driver["informationUri"] == "https://github.com/iamscope/iamscope"
    assert driver["properties"] == {"dataDate": "2026-01-02"}


def test_a_version_for_python_alone_is_not_semantic(make_run: MakeRun, render: Render) -> None:
    driver = log(render, replace(make_run(), version="1.2.3.dev1"))["tool"]["driver"]
    assert driver["version"] == "1.2.3.dev1"
    assert "semanticVersion" not in driver


def test_every_level_is_written(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    findings = [make_finding("abc", (0, 1, ""), finding_type=finding_type) for finding_type in FindingType]
    results = log(render, run_of(*findings))["results"]
    assert [result["level"] for result in results] == ["error", "warning", "warning", "note"]


def test_labels_are_links(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    finding = make_finding("abc def", (0, 3, ""), (4, 7, "the [other](https://evil) one"), message="[x](1)")
    (result,) = log(render, run_of(finding))["results"]
    assert result["message"]["text"] == (
        "\\[x\\](1). Mend it. See [the \\[other\\](https://evil) one](1)."
    )  # the only link is ours
    assert result["relatedLocations"][0]["message"] == {"text": "the [other](https://evil) one"}


def test_a_place_in_another_file(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    finding = make_finding("abc", (0, 3, ""))
    other = Location((), Span(Source("/abs/other.json", "xyz"), 0, 3))
    (result,) = log(render, run_of(replace(finding, related=(other,))))["results"]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///abs/other.json"}


def test_a_fix_replaces_regions(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    finding = make_finding("abc", (0, 3, ""))
    edits = (Edit(finding.span, ""), Edit(Span(finding.span.source, 3, 3), "x"))
    (result,) = log(render, run_of(replace(finding, fix=Fix("remove it", edits))))["results"]
    (fix,) = result["fixes"]
    assert fix["description"] == {"text": "Remove it."}
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "policy.json", "uriBaseId": "%SRCROOT%"}
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 4},
            "insertedContent": {"text": ""},
        },
        {
            "deletedRegion": {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 4},
            "insertedContent": {"text": "x"},
        },
    ]


def test_failures_are_notifications(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    failure = make_finding("abc", (0, 1, ""), code=INTERNAL_ERROR, message="rule `X` failed here: KeyError: [1]")
    run = replace(run_of(failure), problems=(InputProblem("b.json", "is not UTF-8", "", False),))
    found = log(render, run)
    assert found["results"] == []
    (invocation,) = found["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    assert first["descriptor"] == {"id": "INTERNAL_ERROR"}
    assert first["message"]["text"] == "Rule `X` failed here: KeyError: \\[1\\]. Mend it."
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert (second["level"], second["message"]["text"]) == ("warning", "Is not UTF-8.")
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b.json"


@pytest.mark.parametrize(("named", "successful"), [(True, False), (False, True)])
def test_an_input_that_was_named_must_be_read(named: bool, successful: bool, make_run: MakeRun, render: Render) -> None:
    run = make_run(problems=[InputProblem("b.json", "is not UTF-8", "", named)])
    assert log(render, run)["invocations"][0]["executionSuccessful"] is successful


def test_the_worst_results_stay_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch, make_finding: MakeFinding, run_of: RunOf, render: Render
) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 3)
    types = [FindingType.SUGGESTION, FindingType.WARNING, FindingType.ERROR, FindingType.SECURITY_WARNING]
    found = log(render, run_of(*(make_finding("abc", (0, 1, ""), finding_type=type) for type in types)))
    assert [result["level"] for result in found["results"]] == ["error", "warning", "warning"]
    (notification,) = found["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1 finding left out")
    assert found["invocations"][0]["executionSuccessful"] is True


def test_results_are_left_out_where_the_file_is_too_large(
    monkeypatch: pytest.MonkeyPatch, make_finding: MakeFinding, run_of: RunOf, render: Render
) -> None:
    run = run_of(*(make_finding("abc", (0, 1, ""), message=f"number {number}") for number in range(300)))
    monkeypatch.setattr(sarif, "MAX_BYTES", 4500)
    found = log(render, run)
    (notification,) = found["invocations"][0]["toolExecutionNotifications"]
    assert 0 < len(found["results"]) < 300
    assert notification["message"]["text"].startswith(f"{300 - len(found['results'])} findings left out")


def test_many_places(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    places = [(number, number + 1, "") for number in range(1001)]
    (result,) = log(render, run_of(make_finding("x" * 1001, *places)))["results"]
    assert len(result["relatedLocations"]) == sarif.MAX_RELATED


@pytest.mark.parametrize(
    ("text", "start", "end", "around"),
    [
        ("a\nb\nc\nd\ne", 4, 5, "b\nc\nd"),
        ("a\r\nb\r\nc\r\nd", 3, 4, "a\r\nb\r\nc"),
        ("abc", 1, 1, "abc"),
        ("abc\n", 4, 4, "abc\n"),
        ("x" * 1000, 500, 501, "x" * 401),
    ],
)
def test_the_context_is_the_lines_around(
    text: str, start: int, end: int, around: str, make_finding: MakeFinding, run_of: RunOf, render: Render
) -> None:
    (result,) = log(render, run_of(make_finding(text, (start, end, ""))))["results"]
    assert result["locations"][0]["physicalLocation"]["contextRegion"]["snippet"]["text"] == around


def test_a_place_that_is_the_whole_file_or_very_long(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    whole, long = log(render, run_of(make_finding("abc", (0, 3, "")), make_finding("x" * 9000, (0, 8999, ""))))[
        "results"
    ]
    assert "contextRegion" not in whole["locations"][0]["physicalLocation"]
    assert long["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 9000,
    }

"""Workflow commands and the job summary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iamscope.findings import FindingType
from iamscope.render.github import SUMMARY_LIMIT, job_summary
from iamscope.results import InputProblem

if TYPE_CHECKING:
    from tests.render.conftest import Check, MakeFinding, MakeRun, Render, RunOf


def test_annotations(check: Check, make_run: MakeRun, render: Render) -> None:
    problem = InputProblem("a,b.json", "is not UTF-8", "save it as UTF-8", False)
    assert render("github", make_run(check("read.json"), problems=[problem])) == (
        "::warning file=a%2Cb.json,title=iamscope::is not UTF-8%0Asave it as UTF-8\n"
        "::error file=read.json,line=4,endLine=4,col=5,endColumn=63,title=MISSING_EFFECT::statement has no `Effect`"
        "%0Aadd `Effect` with `Allow` or `Deny`\n"
        "::notice file=read.json,line=7,endLine=7,col=18,endColumn=33,title=REDUNDANT_ACTION::"
        "the 2 actions are all covered by `ec2:Describe*`%0Akeep `ec2:Describe*` and remove the others\n"
        "1 error, 1 suggestion in 1 policy of 1 file\n"
    )


def test_a_place_of_several_lines_has_no_columns(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    first = render("github", run_of(make_finding("{\n}", (0, 3, "")))).splitlines()[0]
    assert first == "::error file=policy.json,line=1,endLine=2,title=MISSING_EFFECT::this is wrong%0Amend it"


def test_the_worst_come_first_and_no_more_than_github_shows(
    make_finding: MakeFinding, run_of: RunOf, render: Render
) -> None:
    findings = [
        make_finding("abc", (0, 1, ""), finding_type=finding_type, message=f"{finding_type.value} {number}")
        for number in range(6)
        for finding_type in (FindingType.WARNING, FindingType.SECURITY_WARNING, FindingType.ERROR)
    ]
    lines = render("github", run_of(*findings)).splitlines()
    assert [line.partition(" file")[0] for line in lines[:-2]] == ["::error"] * 6 + ["::warning"] * 10
    assert "::SECURITY_WARNING 0" in lines[6]
    assert "::WARNING 3" in lines[15]
    assert lines[-2:] == [
        "2 more findings not annotated: GitHub shows 10 of a kind for each step",
        "6 errors, 6 security warnings, 6 warnings in 1 policy of 1 file",
    ]


def test_nothing_can_leave_its_annotation(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    evil = "x::y,file=other%0A\n::add-mask::e\r"
    run = run_of(make_finding("abc", (0, 1, ""), path=evil, message=evil, help=evil), path=evil)
    first, summary = render("github", run).splitlines()
    assert first == (
        "::error file=x%3A%3Ay%2Cfile=other%250A\\n%3A%3Aadd-mask%3A%3Ae\\r,line=1,endLine=1,col=1,endColumn=2,"
        "title=MISSING_EFFECT::x::y,file=other%250A\\n::add-mask::e\\r%0Ax::y,file=other%250A\\n::add-mask::e\\r"
    )
    assert summary == "1 error in 1 policy of 1 file"


def test_job_summary(check: Check, make_run: MakeRun) -> None:
    problem = InputProblem("a_b.json", "is not UTF-8", "save it as UTF-8", False)
    url = "https://github.com/iamscope/iamscope/blob/main/docs/rules.md"
    assert (
        job_summary(make_run(replace(check("read.json"), type_from="content"), problems=[problem]))
        == f"""\
## iamscope

1 error, 1 suggestion in 1 policy of 1 file.
policy types told from content&#58; 1 identity; set them with &#45;&#45;type or in the configuration.

- <code>a&#95;b&#46;json</code>: is not UTF&#45;8

| Type | Place | Finding | Code |
| --- | --- | --- | --- |
| error | <code>read&#46;json&#58;4&#58;5</code> | statement has no <code>Effect</code><br>add \
<code>Effect</code> with <code>Allow</code> or <code>Deny</code> | [MISSING&#95;EFFECT]({url}#missing_effect) |
| suggestion | <code>read&#46;json&#58;7&#58;18</code> | the 2 actions are all covered by \
<code>ec2&#58;Describe&#42;</code><br>keep <code>ec2&#58;Describe&#42;</code> and remove the others | \
[REDUNDANT&#95;ACTION]({url}#redundant_action) |
"""
    )


def test_a_summary_is_cut_where_github_would_refuse_it(make_finding: MakeFinding, run_of: RunOf) -> None:
    finding = make_finding("abc", (0, 1, ""), message="日" * 5000)
    summary = job_summary(run_of(*[finding] * 100))
    assert SUMMARY_LIMIT - 20_000 < len(summary.encode()) <= SUMMARY_LIMIT
    assert summary.endswith(" |\n\nThe rest is left out: it is more than GitHub takes.\n")


def test_nothing_can_leave_its_cell(make_finding: MakeFinding, run_of: RunOf) -> None:
    evil = "|\n<script>`[x](https://evil)`@someone #1 \\|"
    table = job_summary(run_of(make_finding("abc", (0, 1, ""), message=evil, help=evil, path=evil), path=evil))
    row = table.splitlines()[-1]
    assert row.count("|") == 5
    assert not set(row) & {"`", "@", "\\"}
    assert "<script" not in row
    assert "](https://evil" not in row

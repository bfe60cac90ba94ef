"""One line a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamscope.results import InputProblem

if TYPE_CHECKING:
    from tests.render.conftest import Check, MakeFinding, MakeRun, Render, RunOf


def test_one_line_a_finding(check: Check, make_run: MakeRun, render: Render) -> None:
    problem = InputProblem("gone.json", "cannot be opened: no such file", "", True)
    assert (
        render("concise", make_run(check("read.json"), problems=[problem]))
        == """\
gone.json: error: cannot be opened: no such file
read.json:4:5: error: statement has no `Effect` [MISSING_EFFECT]
read.json:7:18: suggestion: the 2 actions are all covered by `ec2:Describe*` [REDUNDANT_ACTION]
"""
    )


def test_a_clean_run_is_silent(check: Check, make_run: MakeRun, render: Render) -> None:
    assert render("concise", make_run(check("a.json", "{}"))) == ""


def test_a_file_name_is_no_command_to_a_build_machine(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    evil = "::error file=x::y\n::add-mask::e.json"
    run = run_of(make_finding("abc", (0, 1, ""), path=evil, message="##[error]x"), path=evil)
    assert render("concise", run) == (
        "\\x3a:error file=x::y\\n::add-mask::e.json:1:1: error: #\\x23[error]x [MISSING_EFFECT]\n"
    )

"""The text format, letter by letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iamscope.findings import Edit, Fix, Location
from iamscope.policy_types import PolicyType
from iamscope.render import Style
from iamscope.results import InputProblem
from iamscope.source import Source, Span

if TYPE_CHECKING:
    from tests.render.conftest import Check, MakeFinding, MakeRun, Render, RunOf


def test_shows_each_finding_with_its_lines(check: Check, make_run: MakeRun, render: Render) -> None:
    assert (
        render("text", make_run(check("policies/read.json")))
        == """\
error[MISSING_EFFECT]: statement has no `Effect`
 --> policies/read.json:4:5
  |
4 |     {"Sid": "Read", "Action": "s3:GetObject", "Resource": "*"},
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: add `Effect` with `Allow` or `Deny`

suggestion[REDUNDANT_ACTION]: the 2 actions are all covered by `ec2:Describe*`
 --> policies/read.json:7:18
  |
7 |       "Action": ["ec2:Describe*", "ec2:RunInstances", "ec2:DescribeVpcs"],
  |                  ^^^^^^^^^^^^^^^                      ------------------
  |
  = help: keep `ec2:Describe*` and remove the others
  = fix: keep `ec2:Describe*` alone

1 error, 1 suggestion in 1 policy of 1 file
"""
    )


def test_a_clean_run_is_one_line(check: Check, make_run: MakeRun, render: Render) -> None:
    clean = '{"Version": "2012-10-17", "Statement": []}'
    run = make_run(check("a.json", clean), check("b.json", clean))
    assert render("text", run) == "no findings in 2 policies of 2 files\n"


def test_says_which_types_were_told_from_content(check: Check, make_run: MakeRun, render: Render) -> None:
    policies = [
        replace(check(f"{number}.json", "{}", policy_type), type_from="content")
        for number, policy_type in enumerate([PolicyType.TRUST, PolicyType.IDENTITY, PolicyType.IDENTITY])
    ]
    assert (
        render("text", make_run(*policies, check("other.json", "{}")))
        == """\
no findings in 4 policies of 4 files
policy types told from content: 2 identity, 1 trust; set them with --type or in the configuration
"""
    )


def test_problems_come_first_and_say_whether_they_end_the_run(make_run: MakeRun, render: Render) -> None:
    problems = [
        InputProblem("a.json", "cannot be opened: no such file", "", True),
        InputProblem("b.json", "is not UTF-8", "save it as UTF-8", False),
    ]
    assert (
        render("text", make_run(problems=problems))
        == """\
error: a.json: cannot be opened: no such file

warning: b.json: is not UTF-8
  = help: save it as UTF-8

no findings in 0 policies of 0 files
"""
    )


def test_a_fix_is_named_and_labels_are_shown(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    finding = make_finding("abc def ghi", (4, 7, "this"), (0, 3, "first"), (8, 11, "last"))
    finding = replace(finding, fix=Fix("remove it", (Edit(finding.span, ""),)))
    assert (
        render("text", run_of(finding))
        == """\
error[MISSING_EFFECT]: this is wrong
 --> policy.json:1:5
  |
1 | abc def ghi
  | --- first
  |     ^^^ this
  |         --- last
  |
  = help: mend it
  = fix: remove it

1 error in 1 policy of 1 file
"""
    )


def test_places_in_other_files_follow(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    other = Source("other.json", "\n" * 99 + "here")
    finding = make_finding("there", (0, 5, ""))
    finding = replace(finding, related=(Location((), Span(other, 99, 103), "and here"),))
    assert (
        render("text", run_of(finding))
        == """\
error[MISSING_EFFECT]: this is wrong
   --> policy.json:1:1
    |
  1 | there
    | ^^^^^
    |
   --> other.json:100:1
    |
100 | here
    | ---- and here
    |
    = help: mend it

1 error in 1 policy of 1 file
"""
    )


def test_colours_are_ansi_codes_and_only_on_demand(make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    run = run_of(make_finding("abc", (0, 1, "")))
    assert "\x1b" not in render("text", run)
    assert render("text", run, Style(colour=True)).splitlines()[0] == (
        "\x1b[1;31merror[MISSING_EFFECT]\x1b[0m: \x1b[1mthis is wrong\x1b[0m"
    )


def test_what_an_author_wrote_cannot_control_the_terminal(
    make_finding: MakeFinding, run_of: RunOf, render: Render
) -> None:
    evil = "\x1b[2J\u202e\x9b##[error]"
    finding = make_finding(f'"{evil}"', (0, 5, evil), path=f"{evil}.json", message=evil, help=evil)
    shown = render("text", run_of(finding, path=f"{evil}.json"))
    assert all(character == "\n" or character.isprintable() for character in shown)
    assert "##[" not in shown
    assert "\\x1b[2J\\u202e\\x9b#\\x23[error]" in shown

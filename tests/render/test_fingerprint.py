"""Fingerprints outlive edits that leave a finding alone."""

from __future__ import annotations

from dataclasses import replace
from json import dumps
from typing import TYPE_CHECKING

import pytest

from iamscope.render.fingerprint import fingerprints
from iamscope.results import PolicyResult, Run
from iamscope.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.render.conftest import Check, MakeFinding, MakeRun, RunOf


def names(run: Run) -> list[str]:
    return [name for _, _, name in fingerprints(run)]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "\n\n" + text.replace("\n", "\r\n"), id="lines moved"),
        pytest.param(lambda text: text.replace("      ", "\t\t"), id="indentation"),
        pytest.param(lambda text: text.replace('"Resource": "*"},', '"Resource": "arn:aws:s3:::x/*"},'), id="named"),
        pytest.param(lambda text: text.replace('"Statement": [', '"Statement": [{"Effect": "Deny"},'), id="one more"),
    ],
)
def test_stays(check: Check, make_run: MakeRun, policy_text: str, change: Callable[[str], str]) -> None:
    assert names(make_run(check("a.json", change(policy_text)))) == names(make_run(check("a.json")))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("Read", "Write"), id="the statement's name"),
        pytest.param(lambda text: text.replace('"Sid": "Read", ', ""), id="a statement without a name"),
    ],
)
def test_changes(check: Check, make_run: MakeRun, policy_text: str, change: Callable[[str], str]) -> None:
    before, after = names(make_run(check("a.json"))), names(make_run(check("a.json", change(policy_text))))
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_another_file_is_another_finding(check: Check, make_run: MakeRun) -> None:
    assert not set(names(make_run(check("a.json")))) & set(names(make_run(check("b.json"))))


def test_twins_are_counted(make_finding: MakeFinding, run_of: RunOf) -> None:
    finding = make_finding("abc", (0, 1, ""))
    first, second = names(run_of(finding, finding))
    assert (first[:32], first[32:], second[32:]) == (second[:32], ":1", ":2")


def test_an_embedded_policy_has_statements_too(check: Check, make_run: MakeRun) -> None:
    def embedded(sid: str) -> PolicyResult:
        text = dumps({"Statement": {"Sid": sid, "Action": "s3:GetObject"}})
        policy = check("a.json", text)
        source = Source("a.json", dumps({"a/b": [text]}))
        locations = [replace(location, span=Span(source, 2, 5)) for location in policy.findings[0].locations]
        return replace(policy, pointer="/a~1b/0", findings=(replace(policy.findings[0], locations=tuple(locations)),))

    assert names(make_run(embedded("One"))) != names(make_run(embedded("Two")))
    lost = replace(embedded("One"), pointer="/nowhere/0")
    assert names(make_run(lost)) == names(make_run(replace(embedded("Two"), pointer="/nowhere/0")))

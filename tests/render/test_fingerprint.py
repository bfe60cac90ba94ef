"""Fingerprints outlive edits that leave a finding alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iamscope.render.fingerprint import fingerprints
from iamscope.results import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.render.conftest import Check, MakeFinding, MakeRun, RunOf


def names(run: Run) -> list[str]:
    return [name for _, name in fingerprints(run)]


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

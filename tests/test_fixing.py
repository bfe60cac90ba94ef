"""Fixes that do not get in each other's way are applied together, and none that makes a file worse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from iamscope.checking import Checker
from iamscope.engine import RuleSet
from iamscope.findings import Edit, Fix
from iamscope.fixing import apply, plan
from iamscope.inputs.discover import FoundFile
from iamscope.rules import ERROR, WARNING, FixReport, Policy, Replace, Report, Statement, report, rule
from iamscope.source import Source, Span

TEXT = "0123456789"


def fix(*edits: tuple[int, int, str]) -> Fix:
    source = Source("x", TEXT)
    return Fix("mend", tuple(Edit(Span(source, start, end), text) for start, end, text in edits))


@pytest.mark.parametrize(
    ("fixes", "text", "applied"),
    [
        ([], "0123456789", 0),
        ([fix((8, 9, "b")), fix((1, 2, "a"))], "0a234567b9", 2),
        ([fix((1, 3, "")), fix((3, 5, ""))], "056789", 2),
        ([fix((1, 5, "a")), fix((2, 3, "b"))], "0a56789", 1),
        ([fix((1, 2, "a"), (7, 9, "b")), fix((4, 8, "c"))], "0a23456b9", 1),
        ([fix((1, 2, "a"), (7, 9, "b")), fix((4, 5, "c"))], "0a23c56b9", 2),
        ([fix((4, 4, "a")), fix((4, 4, "b"))], "0123a456789", 1),
        ([fix((2, 4, "a")), fix((4, 4, "b"))], "01a456789", 1),
        ([fix((0, 0, "a")), fix((10, 10, "b"))], "a0123456789b", 2),
    ],
)
def test_apply(fixes: list[Fix], text: str, applied: int) -> None:
    assert apply(TEXT, fixes) == (text, applied)
    assert apply(TEXT, reversed(fixes))[1] == applied


def _sids(policy: Policy, wrong: str, right: str) -> Iterator[Report]:
    for statement in policy.statements:
        if statement.sid is not None and statement.sid.value == wrong:
            fix = FixReport("rename it", (Replace(statement.sid.place, right),), safe=True)
            yield report(statement.sid, message="wrong", help="mend it", fix=fix)


@rule("GOOD", ERROR, summary="a fix that mends", on=Policy)
def good(policy: Policy) -> Iterator[Report]:
    yield from _sids(policy, "a", "b")


@rule("HIDING", ERROR, summary="a fix that uncovers what `GOOD` mends", on=Policy)
def hiding(policy: Policy) -> Iterator[Report]:
    yield from _sids(policy, "hides", "a")


@rule("BAD", WARNING, summary="a fix that makes something worse", on=Policy)
def bad(policy: Policy) -> Iterator[Report]:
    yield from _sids(policy, "c", "d")


@rule("WORSE", ERROR, summary="what `BAD` makes", on=Statement)
def worse(statement: Statement) -> Iterator[Report]:
    if statement.sid is not None and statement.sid.value == "d":
        yield report(statement.sid, message="worse", help="do not")


@pytest.mark.parametrize(
    ("sids", "mended"),
    [
        ("ab", "bb"),
        ("cac", "cbc"),
        (["hides"], ["b"]),
        ("c", None),
        ("b", None),
    ],
)
def test_what_makes_worse_is_left_out(sids: list[str], mended: list[str] | None, tmp_path: Path) -> None:
    def text(names: list[str]) -> str:
        statements = (f"  - {{Sid: {name}, Effect: Deny, Action: '*', Resource: '*'}}\n" for name in names)
        return "Statement:\n" + "".join(statements)

    path = tmp_path / "policy.yaml"
    path.write_text(text(sids), encoding="utf-8")
    fixed = plan(Checker(RuleSet([good, hiding, bad, worse])), FoundFile(str(path), True), unsafe=False)
    assert (fixed.after if fixed else None) == (None if mended is None else text(mended))

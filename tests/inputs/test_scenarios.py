"""Which truths the conditions of a template can have together."""

import time

import pytest

from iamscope.inputs.scenarios import Conditions
from iamscope.inputs.yaml_files import documents
from iamscope.source import Source
from iamscope.syntax.json_value import Object

CONDITIONS = """
Prod: !Equals [!Ref Env, prod]
Test: !Equals [test, !Ref Env]
NotProd: !Not [!Condition Prod]
Either: !Or [!Condition Prod, !Condition Test]
Both: !And [!Condition Prod, !Condition Test]
Logs: !Equals [!Ref Logs, "true"]
Same: !Equals [!Ref A, !Ref B]
Always: !Equals [a, a]
Never: !Equals [a, b]
Cycle: !Not [!Condition Cycle]
Macro: {Fn::Transform: {Name: Mine}}
"""


def conditions(text: str) -> Conditions:
    (document,) = documents(Source("x.yaml", text))
    assert isinstance(document.value, Object)
    return Conditions(document.value)


def truths(*names: str, required: str | None = None) -> list[list[bool | None]]:
    found = conditions(CONDITIONS).scenarios(frozenset(names), required)
    return sorted([truth.get(name) for name in names] for truth in found)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], [[]]),
        (["Prod"], [[False], [True]]),
        (["Prod", "Test"], [[False, False], [False, True], [True, False]]),  # never both
        (["Prod", "NotProd"], [[False, True], [True, False]]),
        (["Prod", "Either"], [[False, False], [False, True], [True, True]]),
        (["Both"], [[False]]),
        (["Prod", "Logs"], [[False, False], [False, True], [True, False], [True, True]]),
        (["Same"], [[False], [True]]),
        (["Always", "Never"], [[True, False]]),
        (["Undefined"], [[False], [True]]),
        (["Undefined", "Other"], [[False, False], [False, True], [True, False], [True, True]]),
        (["Macro"], [[False], [True]]),
        (["Cycle"], [[None]]),
    ],
)
def test_scenarios(names: list[str], expected: list[list[bool | None]]) -> None:
    assert truths(*names) == expected


def test_only_where_the_resource_is_there() -> None:
    assert truths("Prod", required="NotProd") == [[False]]
    assert truths("Test", required="Prod") == [[False]]
    assert truths("Prod", required="Never") == [[None]]


def test_many_choices_are_not_all_combined() -> None:
    text = "\n".join(f"C{number}: !Equals [!Ref P{number}, x]" for number in range(100))
    found = conditions(text).scenarios(frozenset(f"C{number}" for number in range(100)))
    assert 2 <= len(found) <= 16
    for number in range(10):
        assert {truth[f"C{number}"] for truth in found} == {True, False}


def test_conditions_that_name_each_other_a_thousand_ways() -> None:
    lines = [f"C{number}: !And [{', '.join([f'!Condition C{number + 1}'] * 10)}]" for number in range(30)]
    started = time.process_time()
    conditions("\n".join([*lines, "C30: !Equals [!Ref A, b]"])).scenarios(frozenset(["C0"]))
    assert time.process_time() - started < 10

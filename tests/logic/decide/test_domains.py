"""The values of a domain show every combination in which the evaluator finds conditions to hold or not."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.logic.decide.atoms import Atom
from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.domains import domain
from iamscope.logic.decide.globs import literal
from iamscope.logic.decide.spelling import TextSpeller
from iamscope.logic.evaluation.conditions import holds
from iamscope.logic.evaluation.context import Context
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Condition

FAMILIES: dict[str, tuple[list[str], list[str], st.SearchStrategy[str]]] = {
    "texts": (
        ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"],
        ["", "a", "ab", "a*", "*b", "?", "*", "ab*"],
        st.text("abc", max_size=4),
    ),
    "texts in any case": (
        ["StringEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
        ["ab", "Ab", "AB", "b"],
        st.text("abAB", max_size=3),
    ),
    "ARNs": (
        ["ArnLike", "ArnEquals", "ArnNotLike"],
        ["arn:aws:s3:::*", "arn:*:s3:::b", "arn:aws:sns:*:1:t", "arn:aws:sns:?:*:*", "none"],
        st.sampled_from(
            ["arn:aws:s3:::b", "arn:cn:s3:::b", "arn:aws:sns:x:1:t", "arn:aws:sns:xy:1:t", "arn:aws:sns:x::"]
        ),
    ),
    "ARNs among texts": (
        ["ArnLike", "StringLike", "StringNotEquals"],
        ["arn:aws:s3:::*", "arn:*", "arn:aws:s3:*", "a*"],
        st.sampled_from(["arn:aws:s3:::b", "arn:aws:s3:x", "arn:cn:s3:::b", "a", "b", "arn:aws:s3:x:1:y"]),
    ),
    "numbers": (
        ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals", "NumericLessThanEquals"],
        ["1", "1.0", "2.5", "-3", "1e2", "one"],
        st.decimals(-5, 200, places=1).map(str),
    ),
    "dates": (
        ["DateEquals", "DateLessThan", "DateGreaterThan", "DateGreaterThanEquals"],
        ["2020-01-01", "2020-01-01T00:00:00Z", "1577836800", "2021-06-01T12:00:00+02:00", "never"],
        st.sampled_from(["2019-12-31", "2020-01-01T00:00:00Z", "2020-01-02", "2021-06-01T10:00:00Z", "1622541601"]),
    ),
    "addresses": (
        ["IpAddress", "NotIpAddress"],
        ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "0.0.0.0/0", "::/0", "2001:db8::/32", "office"],
        st.sampled_from(["10.0.0.1", "10.1.0.1", "10.1.2.3", "11.0.0.0", "2001:db8::1", "::1"]),
    ),
    "truth": (["Bool"], ["true", "false", "TRUE", "yes"], st.sampled_from(["true", "false"])),
}


def conditions(found: list[tuple[str, list[str]]]) -> list[Condition]:
    statements = [{"Effect": "Allow", "Condition": {operator: {"k": values}}} for operator, values in found]
    policy = as_policy({"Version": "2012-10-17", "Statement": statements}, PolicyType.IDENTITY)
    return [statement.conditions[0] for statement in policy.statements]


def atom(condition: Condition) -> Atom:
    operator = condition.operator
    values = frozenset(value.value if operator.like else literal(value.value) for value in condition.values)
    return Atom("k", operator.name, operator.family, "", False, values)


def truths(found: list[Condition], value: str) -> list[bool]:
    return [holds(condition, Context({"k": value}), variables=False) for condition in found]


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_all_combinations_are_shown(family: str, data: st.DataObject) -> None:
    operators, values, requested = FAMILIES[family]
    one: Any = st.tuples(st.sampled_from(operators), st.lists(st.sampled_from(values), min_size=1, max_size=2))
    found = conditions(data.draw(st.lists(one, min_size=1, max_size=3)))
    made = domain([atom(condition) for condition in found], Budget(5))
    shown = []
    for at, value in enumerate(made.values):
        said = [bool(mask >> at & 1) for mask in made.accepted]
        assert said == truths(found, value), value
        shown.append(said)
    value = data.draw(requested)
    assert truths(found, value) in shown


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_spelt_value_fulfils_the_wishes(data: st.DataObject) -> None:
    operators, values, requested = FAMILIES["texts"]
    one: Any = st.tuples(st.sampled_from(operators), st.lists(st.sampled_from(values), min_size=1, max_size=2))
    found = conditions(data.draw(st.lists(one, min_size=1, max_size=4)))
    speller = TextSpeller([atom(condition) for condition in found], Budget(5))
    wishes = truths(found, data.draw(requested))
    word = speller.word(frozenset(enumerate(wishes)))
    assert word is not None
    assert truths(found, word) == wishes


def test_no_value_is_both() -> None:
    atoms = [atom(condition) for condition in conditions([("StringLike", ["a*"]), ("StringLike", ["b*"])])]
    assert TextSpeller(atoms, Budget(5)).word(frozenset({(0, True), (1, True)})) is None


def test_a_witness_shows_values_that_the_policy_names_first() -> None:
    made = domain([atom(condition) for condition in conditions([("NumericLessThan", ["10", "20"])])], Budget(5))
    assert made.values == ("10", "20", "9", "11", "21")

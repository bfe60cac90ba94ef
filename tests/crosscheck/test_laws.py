"""Laws that comparing policies obeys whatever they say; `IAMSCOPE_CROSSCHECKS=2000` tries them on more policies."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from odd_policies import ACTIONS, RESOURCES, Document, policies

import iamscope
from iamscope.logic.evaluation.evaluate import simulate

_EXAMPLES = settings(
    max_examples=int(os.environ.get("IAMSCOPE_CROSSCHECKS", "30")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
_KINDS = {False: "IDENTITY_POLICY", True: "RESOURCE_POLICY"}


def readable(callers: bool) -> st.SearchStrategy[Document]:
    return policies(callers=callers, broken=False)


#: Policies of either kind, and whether their statements have principals.
either_kind = st.booleans().flatmap(
    lambda callers: st.tuples(policies(callers=callers, broken=False), st.just(callers))
)


def compare(new: Document, existing: Document, callers: bool) -> str:
    return iamscope.check_no_new_access(new, existing, policy_type=_KINDS[callers]).result


def equal(one: Document, other: Document, callers: bool) -> None:
    assert compare(one, other, callers) == "PASS"
    assert compare(other, one, callers) == "PASS"


def with_statement(policy: Document, statement: Document, callers: bool) -> Document:
    principal = {"Principal": "*"} if callers else {}
    return policy | {"Statement": [*policy["Statement"], principal | statement]}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# -- equal policies ------------------------------------------------------------------------------------------


def backwards(value: Any) -> Any:
    """The same with all lists and members in the opposite order."""
    if isinstance(value, dict):
        return {name: backwards(value[name]) for name in reversed(value)}
    return [backwards(item) for item in reversed(value)] if isinstance(value, list) else value


def respelt(policy: Document) -> Document:
    """Actions and condition keys in other cases (but for two that differ in nothing else), single values as lists."""
    found = copy.deepcopy(policy)
    for statement in found["Statement"]:
        for name in ("Action", "NotAction"):
            if isinstance(statement.get(name), str | list):
                statement[name] = [text.swapcase() for text in listed(statement[name])]
        if isinstance(statement.get("Condition"), dict):
            statement["Condition"] = {
                operator: {
                    key if len({each.lower() for each in block}) < len(block) else key.upper(): listed(value)
                    for key, value in block.items()
                }
                if isinstance(block, dict)
                else block
                for operator, block in statement["Condition"].items()
            }
    return found


def repeated(policy: Document) -> Document:
    """Every statement twice, every text of a list twice."""
    found = copy.deepcopy(policy)
    for statement in found["Statement"]:
        for name in ("Action", "NotAction", "Resource", "NotResource"):
            if isinstance(statement.get(name), list):
                statement[name] *= 2
    return found | {"Statement": found["Statement"] * 2}


def split_by(name: str) -> Callable[[Document], Document]:
    """One statement for each text of an element."""

    def split(policy: Document) -> Document:
        statements: list[Document] = []
        for statement in policy["Statement"]:
            texts = listed(statement.get(name))
            statements += [statement | {name: text} for text in texts] if name in statement and texts else [statement]
        return policy | {"Statement": statements}

    return split


def starred(policy: Document) -> Document:
    """Beside `*`, a resource that it covers."""
    found = copy.deepcopy(policy)
    for statement in found["Statement"]:
        if statement.get("Resource") == "*":
            statement["Resource"] = ["arn:aws:s3:::b/x", "*"]
    return found


SAME: list[Callable[[Document], Document]] = [
    copy.deepcopy,
    backwards,
    respelt,
    repeated,
    split_by("Action"),
    split_by("Resource"),
    starred,
]


@pytest.mark.parametrize("change", SAME)
@_EXAMPLES
@given(either_kind)
def test_another_way_to_say_it_is_equal(change: Callable[[Document], Document], given: tuple[Document, bool]) -> None:
    policy, callers = given
    equal(policy, change(policy), callers)


# -- more and less -------------------------------------------------------------------------------------------


@_EXAMPLES
@given(either_kind, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES))
def test_an_allow_takes_nothing_away_and_a_deny_adds_nothing(
    given: tuple[Document, bool], action: str, resource: str
) -> None:
    policy, callers = given
    about = {"Action": action, "Resource": resource}
    assert compare(policy, with_statement(policy, {"Effect": "Allow", **about}, callers), callers) == "PASS"
    assert compare(with_statement(policy, {"Effect": "Deny", **about}, callers), policy, callers) == "PASS"


@_EXAMPLES
@given(either_kind)
def test_what_a_policy_did_not_allow_is_new(given: tuple[Document, bool]) -> None:
    policy, callers = given
    wider = with_statement(policy, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}, callers)
    request = {
        "principal": "arn:aws:iam::111122223333:user/u",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::c/d",
        "resource_account": "999999999999" if callers else "111122223333",
    }

    def allowed(document: Document) -> bool:
        everything = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
        own = {"resource_policy": document, "identity_policies": [everything]}
        return simulate(request | (own if callers else {"identity_policies": [document]})).decision == "Allowed"

    assume(allowed(wider) and not allowed(policy))
    assert compare(wider, policy, callers) == "FAIL"


@_EXAMPLES
@given(st.booleans().flatmap(lambda callers: st.tuples(*[readable(callers)] * 3, st.just(callers))))
def test_containment_is_transitive(given: tuple[Document, Document, Document, bool]) -> None:
    first, second, third, callers = given
    joined = second | {"Statement": [*second["Statement"], *first["Statement"]]}
    for new, middle, existing in ((first, second, third), (first, joined, third), (third, first, joined)):
        if compare(new, middle, callers) == "PASS" == compare(middle, existing, callers):
            assert compare(new, existing, callers) != "FAIL"

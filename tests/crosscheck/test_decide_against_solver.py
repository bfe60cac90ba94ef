"""Two deciders that share no code must give the same answers; `IAMSCOPE_CROSSCHECKS=2000` asks them more."""

from __future__ import annotations

import os

import pytest
from generated_policies import CALLERS, Policy, pairs
from hypothesis import HealthCheck, given, settings
from solver_decider import Question

import iamscope

_EXAMPLES = settings(
    max_examples=int(os.environ.get("IAMSCOPE_CROSSCHECKS", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_VERDICTS = {True: "FAIL", False: "PASS"}


def agree(new: Policy, old: Policy, policy_type: str) -> None:
    found = Question(new, old, CALLERS).answer()
    if found is not None:  # the solver has a time limit of its own
        assert iamscope.check_no_new_access(new, old, policy_type=policy_type).result == _VERDICTS[found]


@_EXAMPLES
@given(pairs(principals=False))
def test_identity_policies(pair: tuple[Policy, Policy]) -> None:
    agree(*pair, "IDENTITY_POLICY")


@_EXAMPLES
@given(pairs(principals=True))
def test_resource_policies(pair: tuple[Policy, Policy]) -> None:
    agree(*pair, "RESOURCE_POLICY")


def _policy(*statements: Policy) -> Policy:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/x"}, False),
        ({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b*"}, True),
        ({"Action": "s3:Put*", "Resource": "arn:aws:s3:::b/x"}, True),
    ],
)
def test_the_solver_itself_tells_more_from_less(new: Policy, found: bool) -> None:
    """A solver that found everything unsatisfiable would agree with every PASS."""
    old = _policy({"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"})
    assert Question(_policy({"Effect": "Allow", **new}), old, CALLERS).answer() is found

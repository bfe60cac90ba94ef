"""No request near two policies refutes a PASS, and simulate accepts each witness; `IAMSCOPE_CROSSCHECKS` asks more."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nearby_requests import CALLERS, USERS_AND_ROLES, Request, nearby
from odd_policies import Document, pairs

import iamscope
from iamscope.logic.evaluation.matching import applying
from iamscope.logic.evaluation.request import parse_request
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

_EXAMPLES = settings(
    max_examples=int(os.environ.get("IAMSCOPE_CROSSCHECKS", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_REQUESTS = 120
_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_IDENTITY_LIKE = (PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION)
_RESOURCE_LIKE = (PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.ENDPOINT, PolicyType.RCP)


def allows(policy: Policy, fields: Request) -> bool:
    """Whether a policy alone allows a request: one Allow applies and no Deny does."""
    request = parse_request(fields)
    context = request.context.with_defaults(request.caller.context())
    found = [statement for statement, _ in applying(policy, request, context)]
    return any(each.allows for each in found) and not any(each.denies for each in found)


def refuted(new: Document, existing: Document, kind: PolicyType) -> Request | None:
    """A request that the new policy allows and the existing one does not, of those near both."""
    first, second = as_policy(new, kind), as_policy(existing, kind)
    callers = CALLERS if kind in _RESOURCE_LIKE else USERS_AND_ROLES
    requests = nearby(new, existing, callers=callers, count=_REQUESTS)
    return next((each for each in requests if allows(first, each) and not allows(second, each)), None)


def decision(policy: Document, witness: Any, kind: PolicyType) -> str:
    """What simulate says of a witness: within the account for identities, from without for resources."""
    if kind is PolicyType.RESOURCE:
        outside = {"resource_account": "999999999999", "identity_policies": [_EVERYTHING]}
        return iamscope.simulate({**witness, **outside, "resource_policy": policy}).decision
    account = parse_request(witness).caller.account
    return iamscope.simulate({**witness, "resource_account": account, "identity_policies": [policy]}).decision


def check(pair: tuple[Document, Document], kind: PolicyType) -> None:
    new, existing = pair
    result = iamscope.check_no_new_access(new, existing, policy_type=kind)
    if result.result == "PASS":
        assert refuted(new, existing, kind) is None
    elif result.result == "FAIL":
        assert result.witness is not None
        assert allows(as_policy(new, kind), dict(result.witness))
        assert not allows(as_policy(existing, kind), dict(result.witness))
        # some actions on queues are for the account of the queue alone, whatever its policy says
        of_owner = kind is PolicyType.RESOURCE and result.witness["action"].startswith("sqs:")
        if kind in (PolicyType.IDENTITY, PolicyType.RESOURCE) and not of_owner:
            assert decision(new, result.witness, kind) == "Allowed"
            assert decision(existing, result.witness, kind) != "Allowed"
    else:
        assert "confirm" not in result.reasons[0].description


@_EXAMPLES
@given(pairs(callers=False), st.sampled_from(_IDENTITY_LIKE))
def test_policies_without_principals(pair: tuple[Document, Document], kind: PolicyType) -> None:
    check(pair, kind)


@_EXAMPLES
@given(pairs(callers=True), st.sampled_from(_RESOURCE_LIKE))
def test_policies_with_principals(pair: tuple[Document, Document], kind: PolicyType) -> None:
    check(pair, kind)


@pytest.mark.parametrize(
    ("action", "found"), [("s3:GetObject", False), ("s3:Get*", True), ("s3:PutObject", True), ("sqs:SendMessage", True)]
)
def test_the_requests_tell_more_from_less(action: str, found: bool) -> None:
    """Requests that nothing allows would refute no PASS."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    existing = {"Version": "2012-10-17", "Statement": [statement]}
    new = {"Version": "2012-10-17", "Statement": [statement | {"Action": action}]}
    assert (refuted(new, existing, PolicyType.IDENTITY) is not None) is found

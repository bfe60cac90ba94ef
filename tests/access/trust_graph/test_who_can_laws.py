"""Whoever can by the classes of a directory is who the evaluation of single requests lets through."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from accounts import Account, organization, policy, write
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.build import read_directory
from iamscope.access.trust_graph.permissions import ActionTable
from iamscope.access.trust_graph.who_can import Question, WhoCan, holds_policy_of
from iamscope.inputs.snapshots import PartReader, snapshot_files
from iamscope.logic.evaluation.evaluate import Verdict, simulate

ONE, TWO = "111111111111", "222222222222"
QUEUE = f"arn:aws:sqs:eu-west-1:{ONE}:orders"
ACTION = "sqs:SendMessage"
MANAGEMENT = "333333333333"

CONDITIONS = st.sampled_from(
    [
        None,
        None,
        {"StringEquals": {"aws:username": "alice"}},
        {"StringNotEquals": {"aws:username": "alice"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}},
        {"StringEquals": {"aws:PrincipalAccount": ONE}},
        {"StringEqualsIfExists": {"aws:PrincipalTag/team": "blue"}},
        {"StringLike": {"aws:ResourceAccount": "1*"}},
        {"Null": {"aws:username": "true"}},
        {"StringEquals": {"aws:PrincipalType": ["User", "Account"]}},
    ]
)
RESOURCES = st.sampled_from(
    ["*", QUEUE, "arn:aws:sqs:*:*:or*", "arn:aws:sqs:*:*:other", "arn:aws:sqs:*:*:${aws:username}*"]
)
ACTIONS = st.sampled_from(["*", "sqs:*", "SQS:send*", "sqs:ReceiveMessage"])
PRINCIPALS = st.sampled_from(
    ["*", {"AWS": ONE}, {"AWS": f"arn:aws:iam::{ONE}:user/alice"}, {"AWS": [f"arn:aws:iam::{ONE}:role/build", TWO]}]
)


@st.composite
def statements(draw: st.DrawFn, *, principal: bool = False, only: str | None = None) -> dict[str, Any]:
    """A statement for any kind of policy."""
    statement: dict[str, Any] = {"Effect": only or draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
    if principal:
        statement["Principal"] = "*" if only else draw(PRINCIPALS)
    statement[draw(st.sampled_from(["Action", "Action", "Action", "NotAction"]) if not only else st.just("Action"))] = (
        draw(ACTIONS)
    )
    statement[draw(st.sampled_from(["Resource", "Resource", "NotResource"]))] = draw(RESOURCES)
    condition = draw(CONDITIONS)
    return statement if condition is None else {**statement, "Condition": condition}


SEVERAL = st.lists(statements(), max_size=2)
LIMIT = st.none() | st.lists(statements(), min_size=1, max_size=2)


@settings(max_examples=int(os.environ.get("IAMSCOPE_EXAMPLES", "80")), deadline=None)
@given(
    identities=st.lists(SEVERAL, min_size=3, max_size=3),
    boundary=LIMIT,
    scp=LIMIT,
    rcp=st.none() | st.lists(statements(principal=True, only="Deny"), min_size=1, max_size=1),
    resource=st.lists(statements(principal=True), max_size=3),
)
def test_each_request_is_decided_alike(
    identities: list[list[dict[str, Any]]],
    boundary: list[dict[str, Any]] | None,
    scp: list[dict[str, Any]] | None,
    rcp: list[dict[str, Any]] | None,
    resource: list[dict[str, Any]],
) -> None:
    one, two = Account(ONE), Account(TWO)
    limit = one.managed("limit", *(boundary or []))
    tags = {"team": "blue"}
    bound = limit if boundary is not None else None
    callers = {
        one.user("alice", identities[0], boundary=bound, tags=tags): (identities[0], boundary),
        one.role("build", identities[1], [], boundary=bound, tags=tags): ([], boundary),
        two.user("bob", identities[2], tags=tags): (identities[2], None),
    }
    one.details["RoleDetailList"][0]["RolePolicyList"] = [
        {"PolicyName": "inline", "PolicyDocument": policy(*identities[1])}
    ]
    one.details["RoleDetailList"][0]["AssumeRolePolicyDocument"] = policy()
    callers[one.arn("role/build")] = (identities[1], boundary)
    one.resource(QUEUE, "AWS::SQS::Queue", *resource)
    org = organization(MANAGEMENT, ONE, TWO, rcps={ONE: rcp} if rcp else None)
    if scp is not None:
        org["Policies"]["p-scp"] = {"Name": "scp", "Type": "SERVICE_CONTROL_POLICY", "Content": policy(*scp)}
        org["Root"]["Accounts"][1]["Policies"] = ["p-scp", *(["p-r-" + ONE] if rcp else [])]
    with tempfile.TemporaryDirectory() as folder:
        files = snapshot_files([str(write(Path(folder), one, two, org=org))])
        directory = read_directory(
            lambda function: PartReader(files).map(function, 1), ActionTable([ACTION]), holds_policy_of(QUEUE)
        )
    found = dict(WhoCan(directory, Question(ACTION.lower(), QUEUE, "")).principals())
    for arn, (identity, limits) in callers.items():
        full = policy({"Effect": "Allow", "Action": "*", "Resource": "*"})
        levels = [[full], [policy(*scp) if scp is not None and f":{ONE}:" in arn else full]]
        decision = simulate(
            {
                "principal": arn,
                "action": ACTION,
                "resource": QUEUE,
                "resource_account": ONE,
                "context": {"aws:PrincipalTag/team": "blue"},
                "identity_policies": [policy(*identity)] if identity else [],
                "permission_boundaries": [policy(*limits)] if limits is not None else [],
                "resource_policy": policy(*resource) if resource else None,
                "scps": levels,
                "rcps": [[{**full, "Statement": [{**full["Statement"][0], "Principal": "*"}]}, policy(*rcp)]]
                if rcp
                else [],
            }
        )
        answer = found.get(directory.number_of[arn], Answer.NO)
        assert answer is not Answer.OPEN
        assert (answer is Answer.YES) == (decision.decision is Verdict.ALLOWED), arn

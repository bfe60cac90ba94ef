"""The edges of assumed roles are the requests that the evaluation of single requests lets through."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from accounts import Account, organization, policy
from graphs import graph_of
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.logic.evaluation.evaluate import Verdict, simulate

ONE, TWO, MANAGEMENT = "111111111111", "222222222222", "333333333333"
ARNS = [f"arn:aws:iam::{account}:role/{name}" for account in (ONE, TWO) for name in ("a", "b")]
USER = f"arn:aws:iam::{ONE}:user/alice"
FULL = policy({"Effect": "Allow", "Action": "*", "Resource": "*"})

PRINCIPALS = st.sampled_from([*ARNS, USER, ONE, TWO, f"arn:aws:iam::{ONE}:root", "*"]).map(lambda arn: {"AWS": arn})
CONDITIONS = st.sampled_from(
    [
        None,
        None,
        None,
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"}},
        {"ArnNotEquals": {"aws:PrincipalArn": [ARNS[0], ARNS[3]]}},
        {"StringEquals": {"aws:PrincipalAccount": TWO}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}},
        {"StringNotEquals": {"aws:username": "alice"}},
        {"StringEquals": {"aws:ResourceAccount": ONE}},
    ]
)


@st.composite
def trusts(draw: st.DrawFn) -> dict[str, Any]:
    """A statement of a trust policy."""
    condition = draw(CONDITIONS)
    return {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Allow", "Deny"])),
        draw(st.sampled_from(["Principal"] * 6 + ["NotPrincipal"])): draw(PRINCIPALS),
        "Action": draw(st.sampled_from(["sts:AssumeRole", "sts:*", "sts:TagSession"])),
        **({"Condition": condition} if condition else {}),
    }


@st.composite
def permissions(draw: st.DrawFn) -> dict[str, Any]:
    """A statement of an identity policy or SCP."""
    condition = draw(CONDITIONS)
    return {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        "Action": draw(st.sampled_from(["sts:AssumeRole", "*", "sts:Assume*", "s3:*"])),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(
            st.sampled_from([*ARNS, "*", "arn:aws:iam::*:role/b", "arn:aws:iam::*:role/${aws:username}"])
        ),
        **({"Condition": condition} if condition else {}),
    }


@settings(max_examples=int(os.environ.get("IAMSCOPE_EXAMPLES", "60")), deadline=None)
@given(
    trusted=st.lists(st.lists(trusts(), max_size=2), min_size=4, max_size=4),
    allowed=st.lists(st.lists(permissions(), max_size=2), min_size=5, max_size=5),
    scp=st.none() | st.lists(permissions(), min_size=1, max_size=2),
)
def test_edges_are_what_requests_are_allowed(
    trusted: list[list[dict[str, Any]]], allowed: list[list[dict[str, Any]]], scp: list[dict[str, Any]] | None
) -> None:
    accounts = {ONE: Account(ONE), TWO: Account(TWO)}
    identities = dict(zip([*ARNS, USER], allowed, strict=True))
    policies = dict(zip(ARNS, trusted, strict=True))
    for arn, trust in policies.items():
        accounts[arn.split(":")[4]].role(arn[-1], trust, identities[arn])
    accounts[ONE].user("alice", identities[USER])
    org = organization(MANAGEMENT, ONE, TWO)
    if scp is not None:
        org["Policies"]["p-scp"] = {"Name": "scp", "Type": "SERVICE_CONTROL_POLICY", "Content": policy(*scp)}
        org["Root"]["Accounts"][1]["Policies"] = ["p-scp"]
    with tempfile.TemporaryDirectory() as folder:
        graph = graph_of(Path(folder), *accounts.values(), org=org)
    found = {
        (graph.node(edge.source).id, graph.node(edge.target).id, edge.conditional)
        for edge in graph.edges()
        if edge.mechanism == "assume" and edge.source < len(graph.directory.principals)
    }
    wanted = {
        (source, target, False)
        for source in identities
        for target in policies
        if source != target and _is_allowed(source, target, identities[source], policies[target], scp)
    }
    assert found == wanted


def _is_allowed(
    source: str,
    target: str,
    identity: list[dict[str, Any]],
    trust: list[dict[str, Any]],
    scp: list[dict[str, Any]] | None,
) -> bool:
    levels = [[FULL], [policy(*scp) if scp is not None and f":{ONE}:" in source else FULL]]
    decision = simulate(
        {
            "principal": source,
            "action": "sts:AssumeRole",
            "resource": target,
            "resource_account": target.split(":")[4],
            "context": {"aws:PrincipalOrgID": "o-exampleorg1"},
            "identity_policies": [policy(*identity)],
            "resource_policy": policy(*trust),
            "scps": levels,
        }
    )
    return decision.decision is Verdict.ALLOWED

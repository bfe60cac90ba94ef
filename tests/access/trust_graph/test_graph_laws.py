"""Laws of the trust graph: denies only take away, allows only add, and it does not matter how files are cut.

`IAMSCOPE_EXAMPLES=2000 pytest tests/access/trust_graph` looks at more organisations.
"""

from __future__ import annotations

import json
import os
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from accounts import ADMINISTRATOR, ADMINISTRATOR_POLICY, Account, organization, policy, write
from graphs import graph_of
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.access.trust_graph.graph import NodeKind, TrustGraph

ONE, TWO = "111111111111", "222222222222"
ROLES = [f"arn:aws:iam::{account}:role/{name}" for account in (ONE, TWO) for name in ("a", "b")]
ALICE, BOB = (f"arn:aws:iam::{ONE}:user/{name}" for name in ("alice", "bob"))
EXAMPLES = int(os.environ.get("IAMSCOPE_EXAMPLES", "15"))

ACTIONS = [
    "sts:AssumeRole",
    "iam:PassRole",
    "lambda:*",
    "iam:UpdateAssumeRolePolicy",
    "iam:CreateAccessKey",
    "iam:PutUserPolicy",
    "iam:PutRolePolicy",
    "iam:AddUserToGroup",
    "iam:DeleteUserPermissionsBoundary",
    "iam:DeleteUserPolicy",
    "iam:DetachUserPolicy",
    "iam:DetachRolePolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:*",
    "*",
]
CONDITIONS = [
    None,
    None,
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}},
    {"StringEquals": {"aws:ResourceTag/team": "red"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
]


@st.composite
def statements(draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Allow", "Deny")) -> dict[str, Any]:
    """A statement of an identity policy, boundary or SCP."""
    condition = draw(st.sampled_from(CONDITIONS))
    return {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(["Action"] * 5 + ["NotAction"])): draw(st.sampled_from(ACTIONS)),
        "Resource": draw(st.sampled_from(["*", "*", "*", *ROLES, ALICE, BOB, f"arn:aws:iam::{ONE}:policy/own"])),
        **({"Condition": condition} if condition else {}),
    }


TRUSTS = st.sampled_from(
    [{"AWS": ROLES[0]}, {"AWS": ALICE}, {"AWS": ONE}, {"AWS": "*"}, {"Service": "lambda.amazonaws.com"}]
).map(lambda principal: {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


@st.composite
def organizations(draw: st.DrawFn) -> list[Account]:
    """Two accounts with a few principals each."""
    one, two = Account(ONE), Account(TWO)
    allowed = st.lists(statements(), max_size=3)
    own = one.managed("own", *draw(allowed), old=draw(allowed))
    limit = one.managed("limit", *draw(allowed))
    one.group("admins", draw(allowed), attached=draw(st.sampled_from([[], [ADMINISTRATOR_POLICY]])))
    for account in (one, two):
        for name in ("a", "b"):
            attached = [own] if account is one and draw(st.booleans()) else []
            account.role(name, draw(st.lists(TRUSTS, max_size=2)), draw(allowed), attached=attached)
    boundary = draw(st.sampled_from([None, None, limit]))
    one.user("alice", draw(allowed), attached=draw(st.sampled_from([[], [own]])), boundary=boundary)
    one.user("bob", draw(allowed), groups=draw(st.sampled_from([[], ["admins"]])))
    return [one, two]


def built(accounts: list[Account], scps: list[dict[str, Any]] | None = None) -> TrustGraph:
    """The graph of an organisation, with SCPs of the first account."""
    with tempfile.TemporaryDirectory() as folder:
        org = organization("999999999999", ONE, TWO, scps={ONE: scps or [ADMINISTRATOR]})
        return graph_of(Path(folder), *accounts, org=org)


def power(graph: TrustGraph) -> set[tuple[str, str]]:
    """Who can become whom, in however many steps; an administrator is whoever is in its account."""
    principals = range(len(graph.directory.principals))
    found = set()
    for source in principals:
        reached, waiting = {source}, [source]
        while waiting:
            number = waiting.pop()
            near = {edge.target for edge in graph.successors(number)}
            node = graph.node(number)
            if number in graph.administrators or node.kind is NodeKind.ADMINISTRATOR:
                near |= {graph.administrator_node(node.account)}
                near |= {each for each in principals if graph.node(each).account == node.account}
            waiting += near - reached
            reached |= near
        found |= {(graph.node(source).id, graph.node(each).id) for each in reached}
    return found


def document(account: Account, kind: str, number: int) -> list[dict[str, Any]]:
    """The statements of the inline policy of a principal, which is made if it has none."""
    detail = account.details[f"{kind}DetailList"][number]
    inline = detail[f"{kind}PolicyList"]
    if not inline:
        inline.append({"PolicyName": "inline", "PolicyDocument": policy()})
    found: list[dict[str, Any]] = inline[0]["PolicyDocument"]["Statement"]
    return found


PLACES = st.sampled_from([("User", 0), ("User", 1), ("Role", 0), ("Role", 1)])


@settings(max_examples=EXAMPLES, deadline=None)
@given(accounts=organizations(), place=PLACES, more=statements(effects=("Allow",)))
def test_an_allow_takes_nothing_away(accounts: list[Account], place: tuple[str, int], more: dict[str, Any]) -> None:
    before = power(built(accounts))
    document(accounts[0], *place).append(more)
    assert before - power(built(accounts)) == set()


@settings(max_examples=EXAMPLES, deadline=None)
@given(accounts=organizations(), place=PLACES, more=statements(effects=("Deny",)))
def test_a_deny_adds_nothing(accounts: list[Account], place: tuple[str, int], more: dict[str, Any]) -> None:
    before = power(built(accounts))
    document(accounts[0], *place).append(more)
    assert power(built(accounts)) - before == set()


@settings(max_examples=EXAMPLES, deadline=None)
@given(accounts=organizations(), more=st.lists(statements(), min_size=1, max_size=2))
def test_an_scp_adds_nothing(accounts: list[Account], more: list[dict[str, Any]]) -> None:
    before = power(built(accounts))
    assert power(built(accounts, more)) - before == set()


@settings(max_examples=EXAMPLES, deadline=None)
@given(accounts=organizations(), limit=st.lists(statements(), max_size=3), number=st.sampled_from([0, 1]))
def test_a_boundary_adds_nothing(accounts: list[Account], limit: list[dict[str, Any]], number: int) -> None:
    one = accounts[0]
    user = one.details["UserDetailList"][number]
    user.pop("PermissionsBoundary", None)
    before = power(built(accounts))
    user["PermissionsBoundary"] = {"PermissionsBoundaryArn": one.managed("added", *limit)}
    assert power(built(accounts)) - before == set()


@settings(max_examples=EXAMPLES, deadline=None)
@given(accounts=organizations(), data=st.data())
def test_files_may_be_cut_and_ordered_anyhow(accounts: list[Account], data: st.DataObject) -> None:
    whole = set(named_edges(built(accounts)))
    pieces = [
        {name: [item]} for account in accounts for name, items in deepcopy(account.details).items() for item in items
    ]
    with tempfile.TemporaryDirectory() as folder:
        org = organization("999999999999", ONE, TWO, scps={ONE: [ADMINISTRATOR]})
        path = write(Path(folder), org=org)
        for number, piece in enumerate(data.draw(st.permutations(pieces))):
            (path / f"piece-{number:02}.json").write_text(json.dumps(piece), encoding="utf-8")
        assert set(named_edges(graph_of(path))) == whole


def named_edges(graph: TrustGraph) -> list[tuple[str, str, str, bool]]:
    """The edges by the names of their ends."""
    return [
        (graph.node(edge.source).id, edge.mechanism, graph.node(edge.target).id, edge.conditional)
        for edge in graph.edges()
    ]

"""Why an edge is there."""

from __future__ import annotations

from pathlib import Path

from accounts import ADMINISTRATOR_POLICY, Account, allow, deny, organization, trust, write
from graphs import short

from iamscope.access.methods import load_methods
from iamscope.access.trust_graph.build import build_graph
from iamscope.access.trust_graph.explain import Explainer, Explanation
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.inputs.snapshots import PartReader, snapshot_files

ONE, TWO = "111111111111", "222222222222"
WEBSHOP = Path(__file__).parents[3] / "fixtures" / "accounts" / "webshop"


def explained(folder: Path) -> tuple[TrustGraph, list[Explanation]]:
    files = snapshot_files([str(folder)])
    reader = PartReader(files)
    graph = build_graph(lambda function: reader.map(function, 1), load_methods())
    return graph, list(Explainer(graph, reader.part).explain(graph.edges()).values())


def told(folder: Path, edge: str) -> Explanation:
    """The explanation of an edge, such as `alice assume deploy`."""
    graph, found = explained(folder)
    (one,) = (
        each
        for each in found
        if edge
        == f"{short(graph.node(each.edge.source).id)} {each.edge.mechanism} {short(graph.node(each.edge.target).id)}"
    )
    return one


def test_every_edge_has_a_reason_with_a_place() -> None:
    _, found = explained(WEBSHOP)
    assert len(found) > 30
    for each in found:
        assert each.reasons
        assert all(reason.line >= 1 and reason.span is not None for reason in each.reasons)
        assert each.edge.conditional == bool(each.open)
        assert (each.method is None) == (each.edge.mechanism == "assume")


def test_all_that_is_open_is_named(tmp_path: Path) -> None:
    account = Account(ONE)
    account.role("deploy", [trust(account.root, Condition={"StringEquals": {"sts:ExternalId": "x"}})])
    account.user(
        "alice",
        [
            allow("sts:AssumeRole", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
            deny("sts:AssumeRole", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
        ],
    )
    found = told(write(tmp_path, account), "alice assume deploy")
    assert found.open == {"sts:ExternalId", "aws:SourceIp", "aws:MultiFactorAuthPresent"}


def test_a_certain_statement_is_told_and_not_the_conditional_one(tmp_path: Path) -> None:
    account = Account(ONE)
    account.role("deploy", [trust(account.root)])
    maybe = account.managed("maybe", allow("sts:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))
    account.user("alice", [allow("sts:AssumeRole", account.arn("role/deploy"))], attached=[maybe])
    found = told(write(tmp_path, account), "alice assume deploy")
    assert [reason.text for reason in found.permitting] == ["its inline policy `inline` allows `sts:AssumeRole`"]
    assert not found.open


def test_relations_to_policies_groups_and_third_principals(tmp_path: Path) -> None:
    account = Account(ONE)
    account.role("deploy", [trust({"AWS": account.arn("user/carol")})])
    own = account.managed("own")
    account.group("admins", attached=[ADMINISTRATOR_POLICY])
    account.user("alice", [allow("iam:CreatePolicyVersion")], attached=[own])
    account.user("bob", [allow("iam:AddUserToGroup")])
    account.user("carol", [allow("iam:PutRolePolicy")])
    write(tmp_path, account)
    alice = told(tmp_path, "alice self-admin admin")
    bob = told(tmp_path, "bob group-membership admin")
    carol = told(tmp_path, "carol policy-edit admin")
    assert [reason.text for reason in alice.reasons] == ["its inline policy `inline` allows `iam:CreatePolicyVersion`"]
    assert [reason.text for reason in bob.reasons] == ["its inline policy `inline` allows `iam:AddUserToGroup`"]
    assert [reason.text for reason in carol.reasons] == ["its inline policy `inline` allows `iam:PutRolePolicy`"]
    graph, _ = explained(tmp_path)
    assert carol.through is not None
    assert short(graph.node(carol.through).id) == "deploy"


def test_outsiders(tmp_path: Path) -> None:
    account = Account(ONE)
    condition = {"StringEquals": {"aws:PrincipalAccount": [ONE, "999999999999"]}}
    account.role("open", [trust("*", Condition=condition), trust({"Service": "ec2.amazonaws.com"})])
    _, found = explained(write(tmp_path, account, org=organization(ONE, TWO)))
    assert [(len(each.trusting), each.open) for each in found] == [(1, set()), (1, set())]

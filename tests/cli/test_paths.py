"""`iamscope graph`, `paths` and `who-can` as a person or a program uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from accounts import Account, allow, organization, trust, write
from click.testing import CliRunner, Result

from iamscope.cli import graph, paths, who_can

WEBSHOP = str(Path(__file__).parents[2] / "fixtures" / "accounts" / "webshop")
MFA = {"aws:MultiFactorAuthPresent": "true"}
SARIF = Path(__file__).parents[1] / "render" / "sarif-2.1.0-rtm.5.json"
PRODUCTION, CI = "222222222222", "333333333333"
DEPLOY = f"arn:aws:iam::{PRODUCTION}:role/deploy"
WORKER = f"arn:aws:iam::{PRODUCTION}:role/orders-worker"
GITHUB = f"arn:aws:iam::{CI}:oidc-provider/token.actions.githubusercontent.com"


def run(command: Any, *arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(command.command, arguments, input=input, standalone_mode=False)


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_paths_to_administrators() -> None:
    result = run(paths, WEBSHOP, "--format", "jsonl")
    found = {row["source"].rsplit("/", 1)[-1]: [hop["mechanism"] for hop in row["hops"]] for row in rows(result)}
    assert result.return_value == 1
    assert found == {
        "OrganizationAdmin": [],
        "olga": [],
        "orders-worker": [],
        "deploy": ["passrole:lambda.amazonaws.com"],
        "github-build": ["assume", "passrole:lambda.amazonaws.com"],
        "sam": ["access-key"],
        "token.actions.githubusercontent.com": ["assume", "assume", "passrole:lambda.amazonaws.com"],
    }


def test_every_hop_has_its_statements_with_file_and_line() -> None:
    (row,) = rows(run(paths, WEBSHOP, "--from", "deploy", "--format", "jsonl"))
    (hop,) = row["hops"]
    assert (row["source"], row["target"], row["conditional"]) == (DEPLOY, WORKER, False)
    assert hop["method"] == "lambda/create-and-invoke-function"
    texts = [statement["text"] for statement in hop["statements"]]
    assert texts == [
        "its inline policy `inline` allows `iam:PassRole`",
        "its inline policy `inline` allows `lambda:CreateFunction`",
        "its inline policy `inline` allows `lambda:InvokeFunction`",
        "the trust policy of `orders-worker` lets it in",
    ]
    first = hop["statements"][0]
    assert first["path"].endswith(f"accounts/{PRODUCTION}/authorization-details.json")
    lines = Path(WEBSHOP, "accounts", PRODUCTION, "authorization-details.json").read_text(encoding="utf-8").split("\n")
    assert lines[first["line"] - 1][first["column"] - 1] == "{"
    assert "PassToFunctions" in "".join(lines[first["line"] - 1 : first["line"] + 8])


def test_open_conditions_are_named() -> None:
    (row,) = rows(run(paths, WEBSHOP, "--from", "outside", "--format", "jsonl"))
    assert (row["source"], row["conditional"]) == (GITHUB, True)
    issuer = GITHUB.rsplit("/", 1)[-1]
    assert [hop["conditions"] for hop in row["hops"]] == [[f"{issuer}:aud", f"{issuer}:sub"], [], []]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--from", "github-build", "--to", "deploy"], [["github-build", "deploy"]]),
        (["--from", "github-build", "--to", WORKER, "--max-hops", "1"], []),
        (["--from", "github-build", "--to", WORKER, "--max-hops", "2"], [["github-build", "deploy", "orders-worker"]]),
        (["--from", "github-build", "--through", "deploy"], [["github-build", "deploy", "orders-worker"]]),
        (["--from", "deploy", "--through", "sam"], [["deploy", "orders-worker", "sam", "olga"]]),
        (["--from", "deploy", "--through", "dev"], []),
        (["--from", "deploy", "--to", "sam"], [["deploy", "orders-worker", "sam"]]),
        (["--from", "sam", "--from", "deploy", "--to", "deploy"], [["sam", "olga", "deploy"], ["deploy"]]),
    ],
)
def test_from_to_through(arguments: list[str], expected: list[list[str]]) -> None:
    found = []
    for row in rows(run(paths, WEBSHOP, "--format", "jsonl", *arguments)):
        nodes = [row["source"], *(hop["target"] for hop in row["hops"])]
        found.append([node.rsplit("/", 1)[-1] for node in nodes])
    assert found == expected


def test_text_tells_each_step_and_why() -> None:
    text = run(paths, WEBSHOP, "--from", "sam").stdout
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == f"arn:aws:iam::{PRODUCTION}:user/sam reaches arn:aws:iam::{PRODUCTION}:user/olga in 1 step"
    assert lines[1] == f"1. makes an access key of arn:aws:iam::{PRODUCTION}:user/olga"
    assert lines[2] == "method: Make an access key for a user (iam/create-access-key)"
    assert lines[3] == "as inline policy `inline` of its group `support` allows `iam:CreateAccessKey`"
    assert lines[4].startswith("--> ")
    assert lines[5] == "which is an administrator"
    assert lines[-1] == "1 path found, 0 of them from outside"


def test_findings_are_code_flows_in_sarif() -> None:
    result = run(paths, WEBSHOP, "--format", "sarif")
    document = json.loads(result.stdout)
    jsonschema.Draft4Validator(json.loads(SARIF.read_text(encoding="utf-8"))).validate(document)
    (log,) = document["runs"]
    found = {item["ruleId"]: item for item in log["results"]}
    assert set(found) == {"OUTSIDE_TO_ADMIN_IF", "ESCALATION_TO_ADMIN"}
    (flow,) = found["OUTSIDE_TO_ADMIN_IF"]["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert len(steps) == 7
    assert steps[0]["location"]["message"]["text"].endswith("the trust policy of `github-build` lets it in.")
    assert log["tool"]["driver"]["rules"][found["OUTSIDE_TO_ADMIN_IF"]["ruleIndex"]]["id"] == "OUTSIDE_TO_ADMIN_IF"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 1),
        (["--exit-zero"], 0),
        (["--fail-on", "SECURITY_WARNING"], 0),
        (["--from", "dev"], 0),
        (["--to", "sam"], 0),
    ],
)
def test_exit_status(arguments: list[str], status: int) -> None:
    assert run(paths, WEBSHOP, *arguments).return_value == status


def test_an_administrator_under_conditions_is_one_if_they_hold(tmp_path: Path) -> None:
    account = Account("111111111111")
    account.role("boss", [trust({"AWS": account.arn("user/alice")})], [allow("*", Condition={"Bool": MFA})])
    account.user("alice")
    (alice, boss) = rows(run(paths, str(write(tmp_path, account)), "--format", "jsonl"))
    assert [alice["conditional"], len(alice["hops"]), alice["hops"][0]["conditional"]] == [True, 1, False]
    assert [boss["conditional"], boss["hops"]] == [True, []]


def test_a_node_that_is_not_there_is_named_with_a_remedy() -> None:
    error = run(paths, WEBSHOP, "--from", "deplyo").exception
    assert (getattr(error, "message", ""), getattr(error, "help", "")) == (
        "there is no node `deplyo`",
        "did you mean `deploy`?",
    )


def test_an_end_that_several_nodes_share_is_refused(tmp_path: Path) -> None:
    one, two = Account("111111111111"), Account("222222222222")
    one.role("deploy")
    two.role("deploy")
    error = run(paths, str(write(tmp_path, one, two)), "--from", "deploy").exception
    assert getattr(error, "message", "").startswith("`deploy` may be 2 nodes: `arn:aws:iam::111111111111:role/deploy`")


def test_graph_as_json_lines() -> None:
    found = rows(run(graph, WEBSHOP))
    nodes = {row["id"]: row for row in found if row["type"] == "node"}
    edges = [row for row in found if row["type"] == "edge"]
    assert nodes[WORKER] == {
        "type": "node",
        "id": WORKER,
        "kind": "role",
        "account": PRODUCTION,
        "administrator": True,
    }
    assert {
        "type": "edge",
        "source": DEPLOY,
        "target": WORKER,
        "mechanism": "passrole:lambda.amazonaws.com",
        "conditional": False,
    } in edges
    assert all(row["source"] in nodes and row["target"] in nodes for row in edges)
    assert not any(row["source"] == row["target"] for row in edges)
    assert len({(row["source"], row["target"], row["mechanism"]) for row in edges}) == len(edges)
    # a member with a boundary that lets it through, and one whose boundary does not
    assert not any(row["source"].endswith("user/dev") and row["mechanism"] == "self-admin" for row in edges)


def test_graph_around_a_node() -> None:
    found = rows(run(graph, WEBSHOP, "--around", "github-build"))
    assert {row["id"].rsplit("/", 1)[-1] for row in found if row["type"] == "node"} == {
        "deploy",
        "github-build",
        "token.actions.githubusercontent.com",
    }


def test_graph_for_drawing() -> None:
    import networkx as nx

    drawn = nx.parse_graphml(run(graph, WEBSHOP, "--format", "graphml").stdout)
    mechanisms = {each["mechanism"] for each in drawn.get_edge_data(DEPLOY, WORKER).values()}
    assert mechanisms == {"passrole:lambda.amazonaws.com"}
    dot = run(graph, WEBSHOP, "--format", "dot", "--around", "deploy").stdout
    assert dot.startswith("digraph trust {")
    assert '[label="passrole:lambda.amazonaws.com"]' in dot
    mermaid = run(graph, WEBSHOP, "--format", "mermaid", "--around", "deploy").stdout
    assert '-->|"passrole:lambda.amazonaws.com"|' in mermaid


@pytest.mark.parametrize("format", ["jsonl", "graphml", "dot", "mermaid"])
def test_hostile_names_stay_text(tmp_path: Path, format: str) -> None:
    account = Account("111111111111")
    account.role('a"]<b>\x1b[31m;--&\n##[error]', [trust({"AWS": "*"})])
    text = run(graph, str(write(tmp_path, account)), "--format", format).stdout
    assert "\x1b" not in text
    assert "##[error]" not in text or format in ("graphml", "dot")
    assert "<b>" not in text or format in ("jsonl", "dot")


def test_who_can() -> None:
    result = run(who_can, "s3:GetObject", "arn:aws:s3:::webshop-orders/1", WEBSHOP, "--format", "jsonl")
    found = {row["principal"].rsplit("/", 1)[-1]: [each["text"] for each in row["statements"]] for row in rows(result)}
    assert found == {
        "olga": ["its policy `AdministratorAccess` allows `s3:GetObject`"],
        "orders-worker": ["its policy `AdministratorAccess` allows `s3:GetObject`"],
        "vendor-monitoring": ["its policy `ReadOnlyAccess` allows `s3:GetObject`"],
        "github-build": [
            "its inline policy `inline` allows `s3:GetObject`",
            "the resource policy allows `s3:GetObject`",
        ],
    }


def test_who_can_refuses_what_is_no_question() -> None:
    for action, resource in (("s3:*", "*"), ("s3:GetObjekt", "*"), ("s3:GetObject", "bucket")):
        assert getattr(run(who_can, action, resource, WEBSHOP).exception, "help", "")


def test_problems_are_named_and_the_rest_analysed(tmp_path: Path) -> None:
    one, two = Account("111111111111"), Account("222222222222")
    one.role("deploy", [trust(one.root)])
    one.user("alice", [allow("sts:AssumeRole")])
    two.user("bob")
    write(tmp_path, one, two, org=organization("111111111111", "222222222222", "333333333333"))
    broken = tmp_path / "accounts" / "222222222222" / "authorization-details.json"
    broken.write_text(broken.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    result = run(graph, str(tmp_path))
    assert result.return_value == 0
    assert any(row.get("mechanism") == "assume" for row in rows(result))
    assert "is truncated" in result.stderr
    assert "of the organization's accounts `222222222222`, `333333333333` there are no principals" in result.stderr


def test_a_broken_file_that_is_named_ends_with_status_2(tmp_path: Path) -> None:
    account = Account("111111111111")
    account.user("alice")
    write(tmp_path, account)
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    assert run(graph, str(tmp_path / "accounts"), str(broken)).return_value == 2


def test_nothing_to_analyse_is_an_error(tmp_path: Path) -> None:
    error = run(graph, str(tmp_path)).exception
    assert getattr(error, "message", "") == "no principals found"


def test_standard_input_is_one_file() -> None:
    data = Path(WEBSHOP, "accounts", PRODUCTION, "authorization-details.json").read_bytes()
    (row,) = rows(run(paths, "-", "--from", "sam", "--format", "jsonl", input=data))
    assert row["hops"][0]["statements"][0]["path"] == "<stdin>"


def test_methods_of_ones_own(tmp_path: Path) -> None:
    method = {
        "name": "Ask nicely",
        "description": "The caller asks.",
        "mechanism": "asking",
        "target": "role",
        "permissions": [{"action": "iam:GetRole", "on": "target"}],
    }
    (tmp_path / "pack" / "escalations").mkdir(parents=True)
    (tmp_path / "pack" / "escalations" / "ask.json").write_text(json.dumps(method), encoding="utf-8")
    account = Account("111111111111")
    account.role("deploy", [trust({"Service": "ec2.amazonaws.com"})])
    account.user("alice", [allow("iam:GetRole")])
    folder = str(write(tmp_path / "snapshot", account))
    found = [row for row in rows(run(graph, folder, "--rules", str(tmp_path / "pack"))) if row["type"] == "edge"]
    assert [row["mechanism"] for row in found if row["source"].endswith("alice")] == ["asking"]
    error = run(graph, folder, "--rules", str(tmp_path / "nowhere")).exception
    assert getattr(error, "message", "") == f"`--rules {tmp_path / 'nowhere'}`: no such folder"

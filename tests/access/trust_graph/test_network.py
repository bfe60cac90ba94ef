"""The public view of the trust graph."""

from __future__ import annotations

from pathlib import Path

from accounts import ADMINISTRATOR, Account, trust
from graphs import graph_of

from iamscope.access.trust_graph.network import to_networkx


def test_networkx(tmp_path: Path) -> None:
    account = Account("111111111111")
    account.role("deploy", [trust({"AWS": account.arn("user/alice")})], [ADMINISTRATOR])
    account.user("alice")
    network = to_networkx(graph_of(tmp_path, account))
    alice, deploy = account.arn("user/alice"), account.arn("role/deploy")
    assert network.nodes[deploy] == {"kind": "role", "account": "111111111111", "administrator": True}
    assert network.edges[alice, deploy, "assume"] == {"mechanism": "assume", "conditional": False}

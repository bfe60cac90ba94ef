"""Shortest ways, compared with those that networkx finds on the expanded graph."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import networkx as nx
from accounts import ADMINISTRATOR, Account, allow, trust, write
from graphs import graph_of
from hypothesis import given, settings
from hypothesis import strategies as st

import iamscope
from iamscope.access.methods import load_methods
from iamscope.access.trust_graph.build import build_graph
from iamscope.access.trust_graph.network import to_networkx
from iamscope.access.trust_graph.paths import Paths
from iamscope.access.trust_graph.reach import administration
from iamscope.inputs.snapshots import PartReader, snapshot_files

NAMES = ("a", "b", "c", "d", "e", "f")
ROLE = st.tuples(
    st.sampled_from([*NAMES, "root", "*"]),  # whom it trusts
    st.sampled_from([*NAMES, "*", ""]),  # whom it may assume
    st.sampled_from([True, False, False, False]),  # whether it is an administrator
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROLE, min_size=2, max_size=6), st.lists(ROLE, max_size=3))
def test_the_shortest_way_is_found(first: list[tuple[str, str, bool]], second: list[tuple[str, str, bool]]) -> None:
    accounts = [Account("111111111111"), Account("222222222222")]
    for account, drafts in zip(accounts, (first, second), strict=True):
        for name, (trusted, assumed, is_admin) in zip(NAMES, drafts, strict=False):
            who = trusted if trusted == "*" else account.arn("root" if trusted == "root" else f"role/{trusted}")
            allowed = [allow("sts:AssumeRole", f"arn:aws:iam::*:role/{assumed}")] if assumed else []
            allowed += [ADMINISTRATOR] if is_admin else []
            account.role(name, [trust({"AWS": who})], allowed)
    with tempfile.TemporaryDirectory() as folder:
        graph = graph_of(Path(folder), *accounts)
    network = to_networkx(graph)
    goals = [graph.node(number).id for number in administration(graph)]
    wanted = nx.multi_source_dijkstra_path_length(network.reverse(), set(goals)) if goals else {}
    found = {
        graph.node(path.source).id: path.edges for path in Paths(graph).find(range(len(graph)), administration(graph))
    }
    assert {id: len(edges) for id, edges in found.items()} == wanted
    for id, edges in found.items():
        nodes = [id, *(graph.node(edge.target).id for edge in edges)]
        assert all(network.has_edge(*pair) for pair in pairwise(nodes))


def test_processes_change_nothing(tmp_path: Path) -> None:
    accounts = [Account(f"{number:012d}") for number in range(1, 40)]
    for account in accounts:
        account.role("deploy", [trust(accounts[0].root)], [ADMINISTRATOR])
        account.user("alice", [allow("sts:AssumeRole")])
    files = snapshot_files([str(write(tmp_path, *accounts))])
    graphs = [
        build_graph(lambda function, number=number: PartReader(files).map(function, number), load_methods())  # type: ignore[misc]
        for number in (1, 2)
    ]
    one, two = (to_networkx(graph) for graph in graphs)
    assert sorted(one.edges(keys=True)) == sorted(two.edges(keys=True))
    assert list(one.nodes) == list(two.nodes)


def test_the_graph_for_python(tmp_path: Path) -> None:
    account = Account("111111111111")
    account.role("deploy", [trust({"AWS": account.arn("user/alice")})])
    account.user("alice", attached=["arn:aws:iam::aws:policy/NoSuchPolicy"])
    network = iamscope.trust_graph(str(write(tmp_path, account)))
    assert list(network.edges(keys=True)) == [(account.arn("user/alice"), account.arn("role/deploy"), "assume")]
    (problem,) = network.graph["problems"]
    assert "`arn:aws:iam::aws:policy/NoSuchPolicy` is attached, but nowhere to be read" in problem

"""Builds trust graphs of small accounts, and tells their edges in short words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from accounts import Account, write

from iamscope.access.methods import load_methods
from iamscope.access.trust_graph.build import build_graph
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.access.trust_graph.paths import Paths
from iamscope.access.trust_graph.reach import administration
from iamscope.inputs.snapshots import PartReader, snapshot_files


def graph_of(folder: Path, *accounts: Account, org: Mapping[str, Any] | None = None) -> TrustGraph:
    """The trust graph of accounts."""
    files = snapshot_files([str(write(folder, *accounts, org=org))])
    return build_graph(lambda function: PartReader(files).map(function, 1), load_methods())


def short(id: str) -> str:
    """The last word of an id."""
    return id.rsplit("/", 1)[-1].rsplit(":", 1)[-1] if not id.startswith("admin:") else "admin"


def edges(graph: TrustGraph, mechanism: str = "") -> set[str]:
    """The edges of principals, or those by one mechanism, such as `alice assume deploy`; `?` marks conditional ones."""
    found = set()
    for edge in graph.edges():
        if edge.mechanism.startswith(mechanism) and edge.source < len(graph.directory.principals):
            mark = "?" if edge.conditional else ""
            source, target = short(graph.node(edge.source).id), short(graph.node(edge.target).id)
            found.add(f"{source} {edge.mechanism}{mark} {target}")
    return found


def outside(graph: TrustGraph) -> set[str]:
    """The edges from outside, services left out, such as `* role`."""
    found = set()
    for edge in graph.edges():
        source = graph.node(edge.source)
        if edge.source >= len(graph.directory.principals) and source.kind.value != "service":
            found.add(f"{source.id}{'?' if edge.conditional else ''} {short(graph.node(edge.target).id)}")
    return found


def administrators(graph: TrustGraph) -> set[str]:
    """The administrators; a `?` marks those that are one only if conditions hold."""
    return {
        short(graph.node(number).id) + ("" if answer.value == 2 else "?")
        for number, answer in graph.administrators.items()
    }


def reaching(graph: TrustGraph) -> dict[str, int]:
    """The principals that get to an administrator, with the number of steps."""
    paths = Paths(graph).find(range(len(graph.directory.principals)), administration(graph))
    return {short(graph.node(path.source).id): len(path.edges) for path in paths}

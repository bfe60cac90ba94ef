"""The trust graph of a snapshot for Python: `iamscope.trust_graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamscope.access.methods import load_methods
from iamscope.access.trust_graph.build import build_graph
from iamscope.access.trust_graph.network import to_networkx
from iamscope.inputs.snapshots import PartReader, snapshot_files

if TYPE_CHECKING:
    import networkx as nx


def trust_graph(*paths: str) -> nx.MultiDiGraph:
    """The trust graph of the snapshots at these paths.

    Nodes are ids (ARNs, service principals, `*` for everyone, `admin:ACCOUNT` for the power over an account) with their
    `kind`, `account` and `administrator`; edges have their mechanism as key and attribute, and `conditional`. What is
    broken in the snapshots is left out, and told in `graph.graph["problems"]`, one sentence each.

    Raises InputError for a path that is not there.
    """
    reader = PartReader(snapshot_files(paths))
    graph = build_graph(reader.map, load_methods())
    network = to_networkx(graph)
    network.graph["problems"] = [f"{problem.path}: {problem.message}" for problem in graph.directory.problems]
    return network

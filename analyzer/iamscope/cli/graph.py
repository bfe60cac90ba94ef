"""`iamscope graph`: the trust graph of accounts, in formats for programs and for drawing."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

import click

from iamscope.cli.accounts import (
    Snapshot,
    account_option,
    find_node,
    packs_option,
    processes_option,
    report_problems,
    snapshot_paths,
    status,
)
from iamscope.errors import UsageError

if TYPE_CHECKING:
    from iamscope.access.trust_graph.graph import Edge

_FORMATS = ("jsonl", "graphml", "dot", "mermaid")


@click.command("graph")
@snapshot_paths
@click.option(
    "--format", "format", type=click.Choice(_FORMATS), default="jsonl", show_default=True, help="What to print."
)
@click.option("--around", metavar="NODE", help="Only what is near this node: an ARN, or the end of one.")
@click.option(
    "--hops", type=click.IntRange(1), default=1, show_default=True, help="With --around: how many steps away, each way."
)
@packs_option
@processes_option
@account_option
def command(
    paths: tuple[str, ...],
    format: str,
    around: str | None,
    hops: int,
    packs: tuple[str, ...],
    processes: int | None,
    account: str | None,
) -> int:
    """Print the trust graph of accounts: who can become whom, and by what.

    PATH is a snapshot: a folder, or files, with what AWS's commands print (organization.json, the output of
    `aws iam get-account-authorization-details` of each account, lists of workloads), plain or gzipped; or a repository
    with CloudFormation templates, Terraform modules, plans or states, which count as one account. What is broken is
    named on standard error and left out.

    Exit status: 0 the graph is printed, 2 usage or a named input that cannot be read, 3 internal error.
    """
    snapshot = Snapshot(paths, processes, account)
    graph = snapshot.graph(packs)
    report_problems(graph.directory.problems)
    nodes: Iterable[int] = range(len(graph))
    edges: Iterable[Edge] = graph.edges()
    if around is not None:
        from iamscope.access.trust_graph.neighbourhood import neighbourhood

        nodes, edges = neighbourhood(graph, find_node(graph, around), hops)
    if format == "mermaid":
        edges = _few(edges)
    render = import_module(f"iamscope.render.trust_graph.{format}").render
    for chunk in render(graph, nodes, edges):
        sys.stdout.write(chunk)
    return status(graph.directory.problems)


def _few(edges: Iterable[Edge]) -> list[Edge]:
    from itertools import islice

    from iamscope.render.trust_graph.mermaid import MAX_EDGES

    found = list(islice(edges, MAX_EDGES + 1))
    if len(found) > MAX_EDGES:
        raise UsageError(
            f"more than {MAX_EDGES} edges, which Mermaid does not draw", "give `--around NODE`, or another format"
        )
    return found

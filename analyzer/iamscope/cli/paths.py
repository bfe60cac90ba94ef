"""`iamscope paths`: which role chains and escalations lead from here to there?"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import click

from iamscope.access.path_findings import Notable, notable
from iamscope.access.path_kinds import KINDS
from iamscope.cli.accounts import (
    Snapshot,
    account_option,
    base_option,
    deployment,
    find_node,
    packs_option,
    processes_option,
    report_problems,
    snapshot_paths,
    status,
)
from iamscope.cli.options import color_option, output_option
from iamscope.cli.output import parse_targets, style, write, write_file
from iamscope.cli.params import FINDING_TYPE
from iamscope.errors import UsageError
from iamscope.findings import FindingType
from iamscope.render.style import Style

if TYPE_CHECKING:
    from iamscope.access.opened_paths import Before, OpenedPaths
    from iamscope.access.trust_graph.graph import TrustGraph
    from iamscope.access.trust_graph.paths import Path
    from iamscope.access.trust_graph.reach import Step
    from iamscope.results import Run
    from iamscope.source import Span

_OWN_FORMATS = ("text", "jsonl")
FORMATS = (*_OWN_FORMATS, "concise", "json", "sarif", "github")
ADMIN, OUTSIDE = "admin", "outside"


@click.command("paths")
@snapshot_paths
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="NODE",
    help=f"From whom: an ARN (or the end of one), or `{OUTSIDE}`. Repeatable. Default: from everybody.",
)
@click.option(
    "--to", "goal", default=ADMIN, show_default=True, metavar="NODE", help="To whom: an ARN (or the end of one)."
)
@click.option("--through", multiple=True, metavar="NODE", help="Only by way of this node. Repeatable, in order.")
@click.option("--max-hops", type=click.IntRange(0), metavar="N", help="Only paths of at most N steps.")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="How many paths `text` shows.")
@click.option(
    "--format", "format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print."
)
@output_option
@click.option(
    "--fail-on",
    type=FINDING_TYPE,
    default=FindingType.WARNING,
    metavar="TYPE",
    help="The least grave finding that makes the exit status 1. [default: WARNING]",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@base_option
@packs_option
@processes_option
@account_option
@color_option
def command(
    paths: tuple[str, ...],
    sources: tuple[str, ...],
    goal: str,
    through: tuple[str, ...],
    max_hops: int | None,
    limit: int,
    format: str,
    outputs: tuple[str, ...],
    fail_on: FindingType,
    exit_zero: bool,
    base: str | None,
    packs: tuple[str, ...],
    processes: int | None,
    account: str | None,
    color: str,
) -> int:
    """Find the chains of roles and escalations that lead from one principal to another.

    PATH is a snapshot of accounts or a repository, as for `iamscope graph`. One shortest path of each source is told,
    with the statements that make each step; `--to admin` leads to whoever is an administrator or can make itself one.
    `text` and `jsonl` tell the paths, the other formats the findings among them: paths from outside to an
    administrator, and principals that are one step away from one. With --base, only those that a change opens: with a
    step that was not there at a git revision, or that led nowhere then.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or an input that cannot be read, 3 internal error.
    """
    started = time.monotonic()
    targets = parse_targets(format, outputs, FORMATS)
    snapshot = Snapshot(paths, processes, account)
    graph = snapshot.graph(packs)
    report_problems(graph.directory.problems)
    query = _Query(graph, sources, goal, through, max_hops)
    if base is not None:
        query.before = _before(base, paths, packs, account, (goal, through, max_hops))
    run = _Findings(query, snapshot, started)
    for target in targets:
        if target.format not in _OWN_FORMATS:
            write(run.run(), target, color)
        elif target.path is not None:
            write_file(target.path, _render(query, snapshot, target.format, limit, Style(colour=color == "always")))
        else:
            for chunk in _render(query, snapshot, target.format, limit, style(color)):
                sys.stdout.write(chunk)
    failed = not exit_zero and any(KINDS[one.code].finding_type.reaches(fail_on) for one in query.notable)
    return status(graph.directory.problems, found=failed)


def _before(
    base: str,
    paths: Sequence[str],
    packs: Sequence[str],
    account: str | None,
    asked: tuple[str, Sequence[str], int | None],
) -> Before:
    """What there was at a revision; nothing where what is asked about was not there."""
    from iamscope.access.methods import load_methods
    from iamscope.access.opened_paths import NOTHING, before
    from iamscope.access.trust_graph.build import build_graph
    from iamscope.inputs.earlier_accounts import open_earlier_accounts

    reader = open_earlier_accounts(base, paths, deployment(account)).reader
    graph = build_graph(lambda function: reader.map(function, 1), load_methods(packs))
    try:
        return before(graph, _Query(graph, (), *asked).steps)
    except UsageError:
        return NOTHING


class _Query:
    """What was asked, and its answers; of those only what is new, where `before` says what was there."""

    def __init__(
        self, graph: TrustGraph, sources: Sequence[str], goal: str, through: Sequence[str], max_hops: int | None
    ) -> None:
        from iamscope.access.trust_graph.paths import Paths, outsiders, principals
        from iamscope.access.trust_graph.reach import administration

        self.graph = graph
        self.before: Before | None = None
        self._paths = Paths(graph)
        self._through = [find_node(graph, text) for text in through]
        self._max_hops = max_hops
        self._to_admin = goal == ADMIN
        self._goals = administration(graph) if self._to_admin else [find_node(graph, goal)]
        self._asked = [
            number for text in sources for number in (outsiders(graph) if text == OUTSIDE else [find_node(graph, text)])
        ]
        self._sources = self._asked or [*outsiders(graph), *principals(graph)]

    @cached_property
    def found(self) -> list[Path]:
        """A path of every source that has one."""
        found = self._paths.find(self._sources, self._goals, through=self._through, max_hops=self._max_hops)
        return list(found) if self._opened is None else list(self._opened.of(found))

    @cached_property
    def steps(self) -> dict[int, Step | None]:
        """The first step of everybody who gets to where paths are to lead."""
        return self._paths.steps_to(self._goals, self._max_hops)

    @cached_property
    def _opened(self) -> OpenedPaths | None:
        from iamscope.access.opened_paths import OpenedPaths

        return None if self.before is None else OpenedPaths(self.graph, self.steps, self.before)

    @cached_property
    def notable(self) -> list[Notable]:
        """The paths that are worth a finding."""
        if not self._to_admin or self._through:
            return []
        if self._opened is not None:
            return list(self._opened.notable(self.found))
        asked = frozenset(self._asked)
        return [one for one in notable(self.graph, self.steps) if not asked or one.path.source in asked]


class _Findings:
    """The findings of a query as a run, made when a format asks for them."""

    def __init__(self, query: _Query, snapshot: Snapshot, started: float) -> None:
        self._query = query
        self._snapshot = snapshot
        self._started = started

    def _place(self, number: int) -> Span | None:
        """Where a principal is declared."""
        from iamscope.access.trust_graph.evidence import Evidence

        directory = self._query.graph.directory
        evidence = Evidence(directory, self._snapshot.reader.part)
        principal = evidence.principal(number) if number < len(directory.principals) else None
        return None if principal is None else principal.place.span

    def run(self) -> Run:
        """The run."""
        from iamscope import __version__
        from iamscope.access.path_findings import results
        from iamscope.access.trust_graph.explain import Explainer
        from iamscope.results import Run
        from iamscope.spec import load

        graph, found = self._query.graph, self._query.notable
        explainer = Explainer(graph, self._snapshot.reader.part)
        explanations = explainer.explain(edge for one in found for edge in one.path.edges)
        return Run(
            policies=tuple(results(graph, found, explanations, self._place)),
            problems=tuple(graph.directory.problems),
            rules=KINDS,
            files=len(self._snapshot.files),
            version=__version__,
            data_date=load().data_date,
            seconds=time.monotonic() - self._started,
        )


def _render(query: _Query, snapshot: Snapshot, format: str, limit: int, style: Style) -> Iterator[str]:
    """The paths in one of the formats that tell all of a path."""
    from iamscope.access.trust_graph.explain import Explainer
    from iamscope.render.trust_graph import path_jsonl, path_text

    graph, found = query.graph, query.found
    explainer = Explainer(graph, snapshot.reader.part, keeps_spans=False)
    if format == "jsonl":
        yield from path_jsonl.render(graph, found, explainer.explain(edge for path in found for edge in path.edges))
        return
    shown = path_text.foremost(graph, found)[:limit]
    yield from path_text.render(graph, shown, explainer.explain(edge for path in shown for edge in path.edges), style)
    yield path_text.summary(graph, found, len(shown))

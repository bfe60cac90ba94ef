"""Paths for people: every step in words, why it is possible, and where that is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.explain import Explanation
from iamscope.access.trust_graph.graph import Edge, TrustGraph
from iamscope.access.trust_graph.outside import OUTSIDE, signs_in
from iamscope.access.trust_graph.paths import Path
from iamscope.render.escape import terminal
from iamscope.render.style import BOLD, FRAME, Style
from iamscope.render.trust_graph.names import full_name, verb

_CONDITIONAL = "1;33"


def render(
    graph: TrustGraph, paths: Iterable[Path], explanations: Mapping[Edge, Explanation], style: Style
) -> Iterator[str]:
    """A paragraph for each path."""
    for path in paths:
        yield "\n".join(_path(graph, path, explanations, style)) + "\n\n"


def foremost(graph: TrustGraph, paths: Iterable[Path]) -> list[Path]:
    """The paths with steps, those that matter most first: from outside, certain ones, short ones."""

    def order(path: Path) -> tuple[bool, bool, bool, int, str]:
        node = graph.node(path.source)
        is_outside = node.kind in OUTSIDE and not signs_in(node.id)
        return not is_outside, node.kind in OUTSIDE, path.conditional, len(path.edges), node.id

    return sorted((path for path in paths if path.edges), key=order)


def summary(graph: TrustGraph, paths: Sequence[Path], shown: int) -> str:
    """How many paths there are in all."""
    ways = sum(bool(path.edges) for path in paths)
    outside = sum(bool(path.edges) and graph.node(path.source).kind in OUTSIDE for path in paths)
    there = len(paths) - ways
    lines = [f"{ways:,} path{'' if ways == 1 else 's'} found, {outside:,} of them from outside"]
    if there:
        lines[0] += f"; {there:,} more {'is' if there == 1 else 'are'} there already"
    if shown < ways:
        lines.append(f"{shown:,} shown; `--limit N` shows more, `--format jsonl` all")
    return "\n".join(lines) + "\n"


def _path(graph: TrustGraph, path: Path, explanations: Mapping[Edge, Explanation], style: Style) -> Iterator[str]:
    source = terminal(full_name(graph.node(path.source)))
    if not path.edges:
        yield f"{style.paint(source, BOLD)} is there already"
        return
    steps = f"{len(path.edges)} step" + ("s" if len(path.edges) > 1 else "")
    target = terminal(full_name(graph.node(path.target)))
    sure = f", {style.paint('if its conditions hold', _CONDITIONAL)}" if path.conditional else ""
    yield f"{style.paint(source, BOLD)} reaches {style.paint(target, BOLD)} in {steps}{sure}"
    for number, edge in enumerate(path.edges, 1):
        yield from _step(graph, number, explanations[edge], style)
    if path.target in graph.administrators:
        is_open = graph.administrators[path.target] is Answer.OPEN
        yield f"     which is an administrator{' if the conditions of its policies hold' if is_open else ''}"


def _step(graph: TrustGraph, number: int, explanation: Explanation, style: Style) -> Iterator[str]:
    edge, method = explanation.edge, explanation.method
    target = style.paint(terminal(full_name(graph.node(edge.target))), BOLD)
    yield f"  {number}. {verb(edge.mechanism)} {target}"
    if method is not None:
        yield f"     {style.paint('method:', FRAME)} {terminal(method.name)} ({terminal(method.id)})"
        if explanation.through is not None:
            raised = terminal(full_name(graph.node(explanation.through)))
            yield f"     {style.paint('on:', FRAME)} {raised}, which it can become"
        if method.waits_for:
            yield f"     {style.paint('waits for:', FRAME)} {terminal(method.waits_for)}"
    for reason in explanation.reasons:
        arrow = style.paint("-->", FRAME)
        yield f"     {style.paint('as', FRAME)} {terminal(reason.text)}"
        yield f"        {arrow} {terminal(reason.path)}:{reason.line}:{reason.column}"
    if explanation.open:
        keys = ", ".join(f"`{key}`" for key in sorted(explanation.open))
        yield f"     {style.paint('if', _CONDITIONAL)} the conditions on {terminal(keys)} hold"

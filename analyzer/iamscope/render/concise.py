"""Findings as one line each: `path:line:column: error: message [CODE]`, lines and columns from 1."""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.render.aside import shown, why_aside
from iamscope.render.escape import line_start, terminal
from iamscope.render.style import GRAVITY, Style
from iamscope.render.tally import TYPE_WORDS
from iamscope.results import Run


def render(run: Run, style: Style) -> Iterator[str]:
    """Problems with inputs, then findings, a line each."""
    for problem in run.problems:
        word = "error" if problem.named else "warning"
        yield f"{line_start(problem.path)}: {word}: {terminal(problem.message)}\n"
    for result in shown(run, style):
        finding = result.finding
        start = finding.span.start_position
        word = style.paint(TYPE_WORDS[finding.finding_type], GRAVITY[finding.finding_type])
        place = f"{line_start(finding.span.source.path)}:{start.line}:{start.column + 1}"
        why = f" ({terminal(why_aside(result))})" if not result.is_reported else ""
        yield f"{place}: {word}: {terminal(finding.message)} [{terminal(finding.code)}]{why}\n"

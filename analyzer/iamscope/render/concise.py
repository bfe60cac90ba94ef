"""Findings as one line each: `path:line:column: error: message [CODE]`, lines and columns from 1."""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.render.aside import shown, why_aside
from iamscope.render.escape import line_start, terminal
from iamscope.render.style import GRAVITY, Style
from iamscope.render.tally import TYPE_WORDS
from iamscope.results import Run
from iamscope.source import Span


def render(run: Run, style: Style) -> Iterator[str]:
    """Problems with inputs, then findings, a line each."""
    for problem in run.problems:
        word = "error" if problem.named else "warning"
        place = _place(problem.span) if problem.span else line_start(problem.path)
        yield f"{place}: {word}: {terminal(problem.message)}\n"
    for result in shown(run, style):
        finding = result.finding
        word = style.paint(TYPE_WORDS[finding.finding_type], GRAVITY[finding.finding_type])
        why = f" ({terminal(why_aside(result))})" if not result.is_reported else ""
        yield f"{_place(finding.span)}: {word}: {terminal(finding.message)} [{terminal(finding.code)}]{why}\n"


def _place(span: Span) -> str:
    start = span.start_position
    return f"{line_start(span.source.path)}:{start.line}:{start.column + 1}"

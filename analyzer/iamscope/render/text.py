"""Findings for people: each with the lines that it is about, then what the whole run came to."""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.findings import Finding
from iamscope.render.aside import shown, why_aside
from iamscope.render.escape import terminal
from iamscope.render.snippet import Mark, draw, gutter_width
from iamscope.render.style import BOLD, FRAME, GRAVITY, Style
from iamscope.render.tally import TYPE_WORDS, counted, sentence, tally, types_told
from iamscope.results import InputProblem, Result, Run
from iamscope.source import Source

_PROBLEM = {True: ("error", "1;31"), False: ("warning", "1;33")}


def render(run: Run, style: Style) -> Iterator[str]:
    """Problems with inputs, findings, a summary; one chunk each."""
    for problem in run.problems:
        yield _problem(problem, style)
    for result in shown(run, style):
        yield "\n".join(_result(result, style)) + "\n\n"
    numbers = tally(run)
    yield sentence(numbers) + "\n"
    if run.baseline is not None and run.baseline.absent:
        entries = counted(run.baseline.absent, "entry")
        yield f"{entries} of {terminal(run.baseline.path)} no longer found: `iamscope baseline --prune` removes them\n"
    told = types_told(numbers)
    if told:
        yield told + "\n"


def _problem(problem: InputProblem, style: Style) -> str:
    word, look = _PROBLEM[problem.named]
    lines = [f"{style.paint(word, look)}: {terminal(problem.path)}: {style.paint(terminal(problem.message), BOLD)}"]
    marks = [Mark(problem.span, "^", look)] if problem.span else []
    lines += _snippets(marks, style)
    if problem.help:
        lines.append(_note("help", problem.help, gutter_width(marks) if marks else 1, style))
    return "\n".join(lines) + "\n\n"


def _result(result: Result, style: Style) -> Iterator[str]:
    finding = result.finding
    look = GRAVITY[finding.finding_type]
    head = style.paint(f"{TYPE_WORDS[finding.finding_type]}[{terminal(finding.code)}]", look)
    yield f"{head}: {style.paint(terminal(finding.message), BOLD)}"
    marks = _marks(finding)
    gutter = gutter_width(marks)
    yield from _snippets(marks, style)
    if result.container:
        yield _note("in", result.container, gutter, style)
    yield _note("help", finding.help, gutter, style)
    if finding.fix:
        yield _note("fix", finding.fix.description, gutter, style)
    if not result.is_reported:
        yield _note("note", why_aside(result), gutter, style)


def _snippets(marks: list[Mark], style: Style) -> Iterator[str]:
    gutter = gutter_width(marks) if marks else 0
    bar = style.paint(f"{'':{gutter}} |", FRAME)
    for source, places in _by_source(marks).items():
        start = places[0].span.start_position
        arrow = style.paint(f"{'':{gutter}}-->", FRAME)
        yield f"{arrow} {terminal(source.path)}:{start.line}:{start.column + 1}"
        yield bar
        yield from draw(places, style, gutter)
        yield bar


def _marks(finding: Finding) -> list[Mark]:
    first, *others = finding.locations
    look = GRAVITY[finding.finding_type]
    marks = [Mark(first.span, "^", look, first.text)]
    return marks + [Mark(place.span, "-", FRAME, place.text) for place in (*others, *finding.related)]


def _by_source(marks: list[Mark]) -> dict[Source, list[Mark]]:
    """The marks by the source that they are in, the finding's own first; a source is one of its kind."""
    found: dict[Source, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.span.source, []).append(mark)
    return found


def _note(word: str, text: str, gutter: int, style: Style) -> str:
    equals = style.paint(f"{'':{gutter}} =", FRAME)
    return f"{equals} {style.paint(word, BOLD)}: {terminal(text)}"

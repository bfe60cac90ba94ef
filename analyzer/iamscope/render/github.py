"""Findings as annotations of a GitHub workflow, and as a summary of its job in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.findings import Finding, FindingType
from iamscope.render.escape import command_message, command_property, markdown, markdown_code, markdown_message
from iamscope.render.links import rule_url
from iamscope.render.repository import in_repository
from iamscope.render.style import Style
from iamscope.render.tally import TYPE_WORDS, counted, sentence, tally, types_told
from iamscope.results import InputProblem, Run
from iamscope.source import Span

COMMANDS = {
    FindingType.ERROR: "error",
    FindingType.SECURITY_WARNING: "warning",
    FindingType.WARNING: "warning",
    FindingType.SUGGESTION: "notice",
}

#: How many annotations of each kind GitHub keeps of one step.
STEP_LIMIT = 10

#: Bytes; GitHub refuses a job summary of more than 1 MiB, and other steps write to theirs.
SUMMARY_LIMIT = 1_000_000
_CUT = "\n\nThe rest is left out: it is more than GitHub takes.\n"


def render(run: Run, style: Style) -> Iterator[str]:  # noqa: ARG001 (all formats are called alike)
    """Workflow commands, the worst first, as many as GitHub shows of one step; then how many more there are."""
    given = dict.fromkeys(("error", "warning", "notice"), 0)
    hidden = 0
    for command, line in _annotations(run):
        if given[command] < STEP_LIMIT:
            given[command] += 1
            yield line
        else:
            hidden += 1
    if hidden:
        yield f"{counted(hidden, 'more finding')} not annotated: GitHub shows {STEP_LIMIT} of a kind for each step\n"
    yield sentence(tally(run)) + "\n"


def worst_first(run: Run) -> list[Finding]:
    """Every finding, the worst first and otherwise in order."""
    return sorted((finding for _, finding in run.findings), key=lambda finding: finding.finding_type.rank)


def _annotations(run: Run) -> Iterator[tuple[str, str]]:
    for problem in run.problems:
        command = "error" if problem.named else "warning"
        file: dict[str, str | int] = {"file": in_repository(problem.path)}
        place = _place(problem.span) if problem.span else file
        yield command, f"::{command} {_properties(place, 'iamscope')}::{_words(problem)}\n"
    for finding in worst_first(run):
        command = COMMANDS[finding.finding_type]
        yield command, f"::{command} {_properties(_place(finding.span), finding.code)}::{_words(finding)}\n"


def _words(found: InputProblem | Finding) -> str:
    return "%0A".join(command_message(text) for text in (found.message, found.help) if text)


def _place(span: Span) -> dict[str, str | int]:
    start, end = span.start_position, span.end_position
    place: dict[str, str | int] = {
        "file": in_repository(span.source.path),
        "line": start.line,
        "endLine": end.line,
    }
    if start.line == end.line:  # GitHub refuses columns of different lines
        place |= {"col": start.column + 1, "endColumn": end.column + 1}
    return place


def _properties(place: dict[str, str | int], title: str) -> str:
    properties = {**place, "title": title}
    return ",".join(f"{name}={command_property(str(value))}" for name, value in properties.items())


def job_summary(run: Run) -> str:
    """The run in Markdown, at most SUMMARY_LIMIT bytes of UTF-8: the numbers, and a table with the worst first."""
    room = SUMMARY_LIMIT - len(_CUT)
    lines: list[str] = []
    for line in _summary(run):
        room -= len(line.encode()) + 1
        if room < 0:
            return "\n".join(lines) + _CUT
        lines.append(line)
    return "\n".join(lines) + "\n"


def _summary(run: Run) -> Iterator[str]:
    numbers = tally(run)
    yield from ("## iamscope", "", f"{markdown(sentence(numbers))}.")
    told = types_told(numbers)
    if told:
        yield f"{markdown(told)}."
    if run.problems:
        yield ""
        for problem in run.problems:
            yield f"- {markdown_code(problem.path)}: {markdown_message(problem.message)}"
    findings = worst_first(run)
    if findings:
        yield from ("", "| Type | Place | Finding | Code |", "| --- | --- | --- | --- |")
        for finding in findings:
            yield _row(run, finding)


def _row(run: Run, finding: Finding) -> str:
    start = finding.span.start_position
    place = markdown_code(f"{in_repository(finding.span.source.path)}:{start.line}:{start.column + 1}")
    words = "<br>".join(markdown_message(text) for text in (finding.message, finding.help) if text)
    rule = run.rules.get(finding.code)
    code = markdown(finding.code)
    name = f"[{code}]({rule_url(rule)})" if rule else code
    return f"| {TYPE_WORDS[finding.finding_type]} | {place} | {words} | {name} |"

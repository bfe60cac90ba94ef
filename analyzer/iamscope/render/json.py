"""A run as one JSON document, versioned."""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.findings import span_dict
from iamscope.render.jsonl import dumps, policy_dict, result_dict
from iamscope.render.style import Style
from iamscope.render.tally import tally
from iamscope.results import InputProblem, Result, Run

VERSION = 1


def render(run: Run, style: Style) -> Iterator[str]:  # noqa: ARG001 (all formats are called alike)
    """The document, one policy a line: `version`, `tool`, `policies` with `findings`, `remarks` (findings about no
    policy), `problems`, `summary`. `suppression` and `baselineState` mark findings that the summary does not count.

    Lines count from 1, columns and offsets from 0, in characters; ends are exclusive.
    """
    tool = {"name": "iamscope", "version": run.version, "dataDate": run.data_date}
    yield f'{{"version": {VERSION},\n"tool": {dumps(tool)},\n"policies": ['
    for number, policy in enumerate(run.policies):
        findings = [result_dict(run, result) for result in policy.results]
        yield (",\n" if number else "\n") + dumps({**policy_dict(policy), "findings": findings})
    yield '\n],\n"remarks": ['
    for number, finding in enumerate(run.remarks):
        remark = {"path": finding.span.source.path, **result_dict(run, Result(finding))}
        yield (",\n" if number else "\n") + dumps(remark)
    yield '\n],\n"problems": ['
    for number, problem in enumerate(run.problems):
        yield (",\n" if number else "\n") + dumps(problem_dict(problem))
    yield f'\n],\n"summary": {dumps(_summary(run))}}}\n'


def problem_dict(problem: InputProblem) -> dict[str, object]:
    """A problem for programs: `path`, `span` (null where no place is to blame), `message`, `help`, `named`."""
    return {
        "path": problem.path,
        "span": span_dict(problem.span) if problem.span else None,
        "message": problem.message,
        "help": problem.help,
        "named": problem.named,
    }


def _summary(run: Run) -> dict[str, object]:
    numbers = tally(run)
    return {
        "files": numbers.files,
        "policies": numbers.policies,
        "findings": {type.value: number for type, number in numbers.findings.items()},
        "suppressed": numbers.suppressed,
        "known": numbers.known,
        "absent": run.baseline.absent if run.baseline else 0,
        "problems": len(run.problems),
        "typesFromContent": numbers.from_content,
    }

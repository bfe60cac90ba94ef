"""A run as one JSON document, versioned."""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.render.jsonl import dumps, finding_dict, policy_dict
from iamscope.render.style import Style
from iamscope.render.tally import tally
from iamscope.results import InputProblem, Run

VERSION = 1


def render(run: Run, style: Style) -> Iterator[str]:  # noqa: ARG001 (all formats are called alike)
    """The document, one policy a line: `version`, `tool`, `policies` with `findings`, `problems`, `summary`.

    Lines count from 1, columns and offsets from 0, in characters; ends are exclusive.
    """
    tool = {"name": "iamscope", "version": run.version, "dataDate": run.data_date}
    yield f'{{"version": {VERSION},\n"tool": {dumps(tool)},\n"policies": ['
    for number, policy in enumerate(run.policies):
        findings = [finding_dict(finding) for finding in policy.findings]
        yield (",\n" if number else "\n") + dumps({**policy_dict(policy), "findings": findings})
    yield '\n],\n"problems": ['
    for number, problem in enumerate(run.problems):
        yield (",\n" if number else "\n") + dumps(_problem(problem))
    yield f'\n],\n"summary": {dumps(_summary(run))}}}\n'


def _problem(problem: InputProblem) -> dict[str, object]:
    return {"path": problem.path, "message": problem.message, "help": problem.help, "named": problem.named}


def _summary(run: Run) -> dict[str, object]:
    numbers = tally(run)
    return {
        "files": numbers.files,
        "policies": numbers.policies,
        "findings": {type.value: number for type, number in numbers.findings.items()},
        "problems": len(run.problems),
        "typesFromContent": numbers.from_content,
    }

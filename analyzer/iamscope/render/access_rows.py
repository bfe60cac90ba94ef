"""Rows of external access as JSON Lines, and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iamscope.access.access_findings import FileAccess
from iamscope.render.json import problem_dict
from iamscope.render.jsonl import dumps
from iamscope.results import Run

VERSION = 1


def json_lines(access: Iterable[FileAccess]) -> Iterator[str]:
    """One line a row: the fields of Access Analyzer's findings, `kind`, and `path`, the file that it is from."""
    for each in access:
        for row in each.rows:
            yield dumps(row) + "\n"


def json_document(access: Sequence[FileAccess], run: Run, zone: str) -> Iterator[str]:
    """The document, one finding a line: `version`, `tool`, `findings` as in the lines, `problems`, `summary`.

    `zone` says in words what the zone of trust is.
    """
    tool = {"name": "iamscope", "version": run.version, "dataDate": run.data_date}
    yield f'{{"version": {VERSION},\n"tool": {dumps(tool)},\n"findings": ['
    rows = (row for each in access for row in each.rows)
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + dumps(row)
    yield '\n],\n"problems": ['
    for number, problem in enumerate(run.problems):
        yield (",\n" if number else "\n") + dumps(problem_dict(problem))
    summary = {
        "zoneOfTrust": zone,
        "judged": sum(each.judged for each in access),
        "archived": sum(each.archived for each in access),
    }
    yield f'\n],\n"summary": {dumps(summary)}}}\n'

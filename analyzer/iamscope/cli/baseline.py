"""`iamscope baseline`: which findings are there today?"""

from __future__ import annotations

import os
import time
from typing import Unpack

import click

from iamscope.accepted import baseline
from iamscope.cli.main import CLEAN, INTERNAL, USAGE
from iamscope.cli.run import Chosen, common_options, perform, set_up
from iamscope.engine import INTERNAL_ERROR
from iamscope.inputs.files import shown_path
from iamscope.render.escape import terminal
from iamscope.render.tally import counted
from iamscope.results import Run


@click.command("baseline")
@common_options
@click.option(
    "--baseline",
    "path",
    type=click.Path(),
    metavar="FILE",
    help=f"The file to write. [default: `baseline` of the configuration, else {baseline.DEFAULT_NAME}]",
)
@click.option("--prune", is_flag=True, help="Add nothing: take out of the file what is no longer found.")
def command(*, path: str | None, prune: bool, **chosen: Unpack[Chosen]) -> int:
    """Write down the findings that are there now, so that `iamscope check --baseline FILE` reports only new ones.

    Findings are known by what they are about and not by their lines: moved files and statements keep theirs.
    """
    started = time.monotonic()
    setup = set_up(chosen)
    path = path or setup.config.baseline or baseline.DEFAULT_NAME
    folder = os.path.dirname(os.path.abspath(path))
    known = baseline.load(path) if prune else None
    run = perform(setup, started)
    status = _failure(run)
    if status != CLEAN:
        return status
    if known is None:
        entries = baseline.record(run, folder)
    else:
        entries = baseline.prune(baseline.compare(run, known, {file.path for file in setup.files}), folder)
    baseline.write(path, entries)
    number = sum(entry.number for entry in entries)
    files = len({entry.path for entry in entries})
    click.echo(f"{counted(number, 'finding')} of {counted(files, 'file')} in {terminal(shown_path(path))}")
    return CLEAN


def _failure(run: Run) -> int:
    """The status of a run that is no ground for a baseline, said on standard error; 0 if it is one."""
    for problem in run.problems:
        word = "error" if problem.named else "warning"
        click.echo(f"{word}: {terminal(problem.path)}: {terminal(problem.message)}", err=True)
    if any(finding.code == INTERNAL_ERROR for _, finding in run.findings):
        click.echo("error: a rule failed, see `iamscope check`; no baseline was written", err=True)
        return INTERNAL
    return USAGE if any(problem.named for problem in run.problems) else CLEAN

"""Where reports go: standard output, and files named by `--output FORMAT=FILE`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import click

from iamscope.errors import UsageError
from iamscope.render import FORMATS, renderer
from iamscope.render.style import Style
from iamscope.results import Run
from iamscope.suggestion import suggestion

#: Columns of text that goes to a file or a pipe.
_WIDTH = 120


class Target(NamedTuple):
    """A format and the file for it; None is standard output."""

    format: str
    path: str | None


def parse_targets(format: str, outputs: tuple[str, ...], formats: Sequence[str] = FORMATS) -> list[Target]:
    """The reports of a run; raises UsageError for an `--output` that is no FORMAT=FILE."""
    targets = []
    for output in outputs:
        name, equals, path = output.partition("=")
        if not equals or not path:
            raise UsageError(
                f"`--output {output}` is not FORMAT=FILE", "write for example `--output sarif=iamscope.sarif`"
            )
        if name not in formats:
            raise UsageError(f"there is no format `{name}`", suggestion(name, list(formats)))
        targets.append(Target(name, None if path == "-" else path))
    printed_is_chosen = (
        click.get_current_context().get_parameter_source("format") is not click.core.ParameterSource.DEFAULT
    )
    if not outputs or printed_is_chosen:
        targets.append(Target(format, None))
    return targets


def write(run: Run, target: Target, color: str, *, shows_aside: bool = False) -> None:
    """Writes one report, with `shows_aside` what is not reported, too; raises UsageError if it cannot be written."""
    render = renderer(target.format)
    if target.path is None:
        for chunk in render(run, replace(style(color), shows_aside=shows_aside)):
            sys.stdout.write(chunk)
        if target.format == "github":
            _append_job_summary(run)
        return
    write_file(target.path, render(run, Style(colour=color == "always")))


def write_file(path: str, chunks: Iterable[str]) -> None:
    """Writes a report to a file; raises UsageError if it cannot be written."""
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(chunks)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise UsageError(f"`{path}` cannot be written: {reason}", "check the folder and its permissions") from error


def style(color: str) -> Style:
    """How standard output looks, by the choice of `--color`."""
    from shutil import get_terminal_size

    terminal = sys.stdout.isatty()
    colour = color == "always" or (
        color == "auto" and terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
    return Style(colour=colour, width=get_terminal_size().columns if terminal else _WIDTH)


def _append_job_summary(run: Run) -> None:
    """GitHub shows what is appended to this file on the page of the run."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        from iamscope.render.github import job_summary

        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(job_summary(run))

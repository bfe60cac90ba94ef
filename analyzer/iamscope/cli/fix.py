"""What `iamscope check` does with fixes: `--fix` writes them, `--diff` shows them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from iamscope.checking import Checker
from iamscope.errors import UsageError
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.files import STDIN


def fix_files(checker: Checker, files: Sequence[FoundFile], *, unsafe: bool) -> None:
    """Mends the files and says how much on standard error; raises UsageError for standard input."""
    from iamscope import fixing

    _refuse_stdin(files)
    changed: list[str] = []

    def done(fixed: fixing.FixedFile) -> None:
        fixing.write(fixed)
        changed.append(fixed.path)

    mended = fixing.plans(checker, files, unsafe=unsafe, done=done)
    if mended:
        click.echo(f"mended {_count(mended, 'finding')} in {_count(len(changed), 'file')}", err=True)


def print_diffs(checker: Checker, files: Sequence[FoundFile], *, unsafe: bool) -> None:
    """Prints what the fixes would change as one diff that `git apply` takes; raises UsageError for standard input."""
    from iamscope import fixing

    _refuse_stdin(files)

    def done(fixed: fixing.FixedFile) -> None:
        text = fixing.diff(fixed)
        sys.stdout.write(_for_terminal(text) if sys.stdout.isatty() else text)

    fixing.plans(checker, files, unsafe=unsafe, done=done)


def _refuse_stdin(files: Sequence[FoundFile]) -> None:
    if any(file.path == STDIN for file in files):
        raise UsageError("standard input cannot be mended", "name the file")


def _for_terminal(text: str) -> str:
    """Nothing that a file holds may steer a terminal; in a pipe a patch must stay exact."""
    from iamscope.render.escape import terminal

    return "".join(terminal(line) + "\n" for line in text.split("\n")[:-1])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

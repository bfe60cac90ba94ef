"""The suppressions of a configuration: for which files they hold, and what to say of them after a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from iamscope.accepted.configured_suppressions import ConfiguredSuppression, place
from iamscope.accepted.suppressing import Suppressor, no_suppressions, review
from iamscope.accepted.suppressions import Suppression
from iamscope.checking import Checker
from iamscope.cli.path_patterns import path_matcher
from iamscope.config import Config
from iamscope.engine import check_suppression
from iamscope.errors import UsageError
from iamscope.findings import Finding
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.files import STDIN
from iamscope.results import FileResult


def suppressor_of(config: Config, known: frozenset[str], *, follow: bool) -> Suppressor:
    """The suppressions of a run; raises UsageError for a code that no finding has. With `follow` off there are none."""
    if not follow:
        return Suppressor(known, written=no_suppressions)
    if not config.suppressions:
        return Suppressor(known)
    entries = []
    for number, (path, suppression) in enumerate(config.suppressions):
        _refuse_unknown(suppression, known)
        entries.append((_matcher(path, config), (number, suppression)))
    return Suppressor(known, lambda path: [numbered for matches, numbered in entries if matches(path)])


def _refuse_unknown(suppression: Suppression, known: frozenset[str]) -> None:
    for code in suppression.codes:
        if code not in known:
            from difflib import get_close_matches

            close = get_close_matches(code[:80], sorted(known), 1)
            help = f"did you mean `{close[0]}`?" if close else "`iamscope rules` lists the codes"
            raise UsageError(f"`{place(suppression.span)}`: no finding has the code `{code}`", help)


def _matcher(path: str | None, config: Config) -> Callable[[str], bool]:
    return path_matcher("ignore.path", (path,), config.folder) if path is not None else lambda _: True


def configured_remarks(
    checker: Checker, config: Config, paths: Sequence[str], files: Sequence[FoundFile], results: Sequence[FileResult]
) -> Iterator[Finding]:
    """What there is to say of the configuration's suppressions: which have expired, which suppressed nothing.

    The latter is asked only of those that all files were checked for that they could be about.
    """
    suppressor = checker.suppressor
    if not config.suppressions or suppressor.written is no_suppressions:
        return
    uses = {use for result in results for use in result.used}
    covers_all = any(_is_around(path, config.folder) for path in paths)
    for number, entry in enumerate(config.suppressions):
        used = {use.code for use in uses if use.number == number}
        if not (covers_all or _is_checked(entry, config, files)):
            used.update(entry.suppression.codes)  # who knows
        yield from check_suppression(review(entry.suppression, used, checker.rules, suppressor), checker.rules)


def _is_around(path: str, folder: str) -> bool:
    """Whether a path is the folder, or one around it."""
    if path == STDIN or not os.path.isdir(path):
        return False
    real, folder = os.path.realpath(path), os.path.realpath(folder)
    return os.path.join(folder, "").startswith(os.path.join(real, ""))


def _is_checked(entry: ConfiguredSuppression, config: Config, files: Sequence[FoundFile]) -> bool:
    """Whether an entry is for one file, and that was checked."""
    if entry.path is None or "/" not in entry.path[:-1] or any(sign in entry.path for sign in "*?[!\\"):
        return False
    wanted = os.path.join(config.folder, entry.path.lstrip("/"))
    return any(os.path.abspath(file.path) == wanted for file in files)

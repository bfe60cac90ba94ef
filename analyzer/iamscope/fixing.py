"""Applies the fixes that findings carry, and leaves the rest of a file byte for byte as it was."""

from __future__ import annotations

import os
from bisect import bisect, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from iamscope.checking import Checker
from iamscope.errors import InputError
from iamscope.findings import Finding, Fix
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.files import STDIN, decode, encode_like, read_bytes, shown_path
from iamscope.replacing import replace_file
from iamscope.results import FileResult

#: A fix can make room for another one; no chain of them is longer than this.
_MAX_ROUNDS = 8


class FixedFile(NamedTuple):
    """A file whose text the fixes change: its path, the text before and after, how many findings they mend."""

    path: str
    before: str
    after: str
    mended: int


class _State(NamedTuple):
    """What has been made of a file's text, what is found in that, and how many findings were mended on the way."""

    text: str
    result: FileResult
    mended: int


def plan(checker: Checker, file: FoundFile, *, unsafe: bool) -> FixedFile | None:
    """What the fixes make of a file; None where they change nothing or the file cannot be read.

    The result is checked again: what leaves the file with more findings of a graver kind than before, or with other
    policies, is not taken. Where that is so of all fixes together, those of each code are tried for themselves.
    """
    try:
        data = read_bytes(file.path)
        before = decode(data, shown_path(file.path)).text
    except InputError:
        return None
    mender = _Mender(checker, file, unsafe=unsafe)
    state, is_done = mender.mend(_State(before, checker.check_bytes(data, file), 0))
    if not is_done:
        for code in sorted({finding.code for finding in mender.fixable(state.result)}):
            state, _ = mender.mend(state, code)
    return FixedFile(file.path, before, state.text, state.mended) if state.mended else None


class _Mender:
    """Mends one file, round by round."""

    def __init__(self, checker: Checker, file: FoundFile, *, unsafe: bool) -> None:
        self._checker = checker
        self._file = file
        self._path = shown_path(file.path)
        self._unsafe = unsafe

    def mend(self, start: _State, code: str | None = None) -> tuple[_State, bool]:
        """The best that the fixes, of one code or all, make of a state; and whether they need go no further back.

        A round may bring up what was hidden, such as what is wrong below a name that was misspelt: the next one mends
        that, or else neither is taken.
        """
        best = state = start
        for _ in range(_MAX_ROUNDS):
            found = [finding for finding in self.fixable(state.result) if code in (None, finding.code)]
            changed, applied = apply(state.text, [finding.fix for finding in found if finding.fix])
            if not applied:
                break
            checked = self._checker.check_bytes(changed.encode("utf-8"), self._file)
            is_broken = checked.problem is not None and start.result.problem is None
            if is_broken or len(checked.policies) != len(start.result.policies):
                return best, False
            state = _State(changed, checked, state.mended + applied)
            if not _graver(checked, best.result):
                best = state
        return best, best is state

    def fixable(self, result: FileResult) -> Iterator[Finding]:
        """The findings with a fix of the file itself that may be applied; others may be of files that it reads."""
        for finding in _findings(result):
            if finding.fix and finding.span.source.path == self._path and (self._unsafe or finding.fix.safe):
                yield finding


def _findings(result: FileResult) -> list[Finding]:
    return [finding for policy in result.policies for finding in policy.findings]


def _graver(new: FileResult, old: FileResult) -> bool:
    """Whether the findings have become worse: more of the gravest type in which the two differ."""
    for rank in range(4):
        counts = [sum(finding.finding_type.rank == rank for finding in _findings(result)) for result in (new, old)]
        if counts[0] != counts[1]:
            return counts[0] > counts[1]
    return False


def apply(text: str, fixes: Iterable[Fix]) -> tuple[str, int]:
    """The text with all fixes that do not get in each other's way, and how many those are."""
    taken: list[_Cut] = []  # in order, none overlapping another
    applied = 0
    for fix in sorted(fixes, key=lambda fix: fix.edits[0].span.start):
        cuts = [_Cut(edit.span.start, edit.span.end, edit.replacement) for edit in fix.edits]
        if not any(_meets(cut, taken) for cut in cuts):
            for cut in cuts:
                insort(taken, cut)
            applied += 1
    parts, at = [], 0
    for cut in taken:
        parts += [text[at : cut.start], cut.replacement]
        at = cut.end
    return "".join([*parts, text[at:]]), applied


class _Cut(NamedTuple):
    start: int
    end: int
    replacement: str


def _meets(cut: _Cut, taken: list[_Cut]) -> bool:
    """Whether an edit gets in the way of one already taken; only its neighbours can be in its way."""
    place = bisect(taken, cut)
    return any(_overlap(cut, other) for other in taken[max(0, place - 2) : place + 2])


def _overlap(one: _Cut, other: _Cut) -> bool:
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def write(fixed: FixedFile) -> None:
    """Writes a fixed file in the encoding that it had, all of it or nothing; raises InputError."""
    path = os.path.realpath(fixed.path)
    try:
        data = encode_like(read_bytes(path), fixed.after)
        replace_file(path, data, os.stat(path).st_mode)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise InputError(f"`{fixed.path}` cannot be written: {reason}", "check its permissions") from error


def diff(fixed: FixedFile) -> str:
    """The change as a unified diff."""
    from difflib import unified_diff

    shown = shown_path(fixed.path)
    lines = [_lines(text) for text in (fixed.before, fixed.after)]
    return "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
        for line in unified_diff(lines[0], lines[1], f"a/{shown}", f"b/{shown}")
    )


def _lines(text: str) -> list[str]:
    """The lines with their ends; only `\\n` ends one, as for git."""
    return [line + "\n" for line in text.split("\n")[:-1]] + [last for last in text.split("\n")[-1:] if last]


def plans(checker: Checker, files: Sequence[FoundFile], *, unsafe: bool, done: Callable[[FixedFile], None]) -> int:
    """Hands every changed file to `done`; returns how many findings were mended."""
    mended = 0
    for file in files:
        fixed = plan(checker, file, unsafe=unsafe) if file.path != STDIN else None
        if fixed is not None:
            done(fixed)
            mended += fixed.mended
    return mended

"""Finds the files to check: those named, and those below named folders that may hold a policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from iamscope.errors import InputError
from iamscope.inputs.files import STDIN
from iamscope.inputs.gitignore import Ignores

#: Folders of tools and of other people's code.
SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", ".terraform", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".nox", ".mypy_cache"}
)


class FoundFile(NamedTuple):
    """A file to check, and whether the user named it (or a walk met it)."""

    path: str
    named: bool


def discover(paths: Iterable[str], excluded: Callable[[str], bool] = lambda _: False) -> Iterator[FoundFile]:
    """The files of the named paths, each once, in a stable order; raises InputError for a path that is not there.

    A walk stays inside the folder that was named: a symbolic link that leads out of it is not followed, and none is
    followed into a folder.
    """
    seen: set[str] = set()
    for path in paths:
        found = _walk(path, excluded) if path != STDIN and os.path.isdir(path) else _named(path)
        for file in found:
            real = file.path if file.path == STDIN else os.path.realpath(file.path)
            if real not in seen:
                seen.add(real)
                yield file


def _named(path: str) -> Iterator[FoundFile]:
    if path != STDIN and not os.path.lexists(path):
        raise InputError(f"`{path}`: no such file or folder", "check the path")
    yield FoundFile(path, True)


def _walk(top: str, excluded: Callable[[str], bool]) -> Iterator[FoundFile]:
    real_top = os.path.realpath(top)
    pending = [(top, Ignores.above(top))]
    while pending:
        folder, around = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue  # a folder that may not be listed holds nothing that we may read
        ignores = around.within(folder) if any(entry.name == ".gitignore" for entry in entries) else around
        below = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and entry.name in SKIPPED_FOLDERS:
                continue
            if not is_folder and not _is_file_inside(entry, real_top):
                continue
            if ignores.ignores(entry.path, is_folder=is_folder) or excluded(entry.path):
                continue
            if is_folder:
                below.append((entry.path, ignores))
            else:
                yield FoundFile(entry.path, False)
        pending += reversed(below)


def _is_file_inside(entry: os.DirEntry[str], top: str) -> bool:
    """Whether an entry is a regular file that lies below `top`, links resolved."""
    try:
        if not entry.is_file():
            return False
    except OSError:
        return False
    if not entry.is_symlink():
        return True
    real = os.path.realpath(entry.path)
    return os.path.commonpath([real, top]) == top

"""Names files as a repository does: from its root, wherever in it the command was run."""

from __future__ import annotations

import os
from functools import cache
from pathlib import PurePosixPath


def in_repository(path: str) -> str:
    """A path that reports show, from the root of the repository around the current folder.

    It stays as it is where there is no repository, and where it leads out of that.
    """
    folder = os.getcwd()
    root = _root(folder)
    if root is None:
        return path
    if os.path.isabs(path):
        relative = os.path.relpath(path, root) if os.path.splitdrive(path)[0] == os.path.splitdrive(root)[0] else ".."
    else:
        relative = os.path.normpath(os.path.join(os.path.relpath(folder, root), path))
    relative = relative.replace(os.sep, "/")
    return path if PurePosixPath(relative).parts[:1] == ("..",) else relative


@cache
def _root(folder: str) -> str | None:
    """The nearest folder around `folder`, or itself, with `.git` in it: a folder, or a file in a worktree."""
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder

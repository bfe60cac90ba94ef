"""What `.gitignore` files keep out of a walk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

#: A `.gitignore` larger than this is no list that a person keeps.
_MAX_BYTES = 1024 * 1024


class Ignores(NamedTuple):
    """The ignore files that hold for a folder, outermost first: each with the folder that its patterns start from."""

    specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    @classmethod
    def above(cls, folder: str) -> Ignores:
        """The ignore files of the folders around `folder`, up to the root of its repository; `folder`'s own not."""
        around: list[str] = []
        folder = os.path.abspath(folder)
        if os.path.exists(os.path.join(folder, ".git")):
            return cls()
        parent = os.path.dirname(folder)
        while parent != (around[-1] if around else folder):
            around.append(parent)
            if os.path.exists(os.path.join(parent, ".git")):
                break
            parent = os.path.dirname(parent)
        else:
            return cls()  # no repository: nobody said that these files are ours
        ignores = cls()
        for outer in reversed(around):
            ignores = ignores.within(outer)
        return ignores

    def within(self, folder: str) -> Ignores:
        """These, and the ignore file of `folder` if it has one."""
        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
                lines = file.read(_MAX_BYTES).splitlines()
        except OSError:
            return self
        from pathspec import GitIgnoreSpec

        return Ignores((*self.specs, (os.path.abspath(folder), GitIgnoreSpec.from_lines(lines))))

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether a path is ignored; the innermost file that speaks of it decides."""
        if not self.specs:
            return False
        path = os.path.abspath(path)
        for base, spec in reversed(self.specs):
            relative = os.path.relpath(path, base).replace(os.sep, "/")
            said = spec.check_file(relative + "/" if is_folder else relative).include
            if said is not None:
                return said
        return False

"""What `.gitignore` files keep out of a walk."""

from __future__ import annotations

import codecs
import os
import re
import warnings
from typing import TYPE_CHECKING, NamedTuple

from iamscope.errors import InputError
from iamscope.inputs.files import read_bytes

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

#: Of a `.gitignore` with more patterns, which no person keeps, the rest is not read: every path meets every pattern.
_MAX_PATTERNS = 2000
#: The time to match grows with the length of a name to the power of the stars in it.
_MAX_STARS = 3


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
            data = read_bytes(os.path.join(folder, ".gitignore"))
        except InputError:
            return self
        return Ignores((*self.specs, (os.path.abspath(folder), _spec(data))))

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


def is_pattern(line: str) -> bool:
    """Whether a line is a pattern that can be matched, and in a time that can be waited for."""
    from pathspec import GitIgnoreSpec

    if any(name.count("*") > _MAX_STARS for name in line.split("/")):
        return False
    try:
        with warnings.catch_warnings():  # of the regular expression that it becomes
            warnings.simplefilter("ignore")
            GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def _spec(data: bytes) -> GitIgnoreSpec:
    """The patterns among the lines of a file; like git, it passes over the others."""
    from pathspec import GitIgnoreSpec

    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")  # as names of files are
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    written = [line for line in lines if line.strip() and not line.startswith("#")]
    return GitIgnoreSpec.from_lines(filter(is_pattern, written[:_MAX_PATTERNS]))

"""Matches paths against the patterns of a configuration, which are written as in `.gitignore`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from iamscope.errors import UsageError


def path_matcher(key: str, lines: Sequence[str], folder: str) -> Callable[[str], bool]:
    """Whether a path matches patterns that start from `folder`; raises UsageError for a line that is no pattern."""
    from pathspec import GitIgnoreSpec

    from iamscope.inputs.gitignore import is_pattern

    for line in lines:
        if not is_pattern(line):
            raise UsageError(f"configuration: `{line}` of `{key}` is no pattern", "write it as in a `.gitignore`")
    spec = GitIgnoreSpec.from_lines(lines)
    return lambda path: spec.match_file(relative_to(path, folder))


def relative_to(path: str, folder: str) -> str:
    """A path from `folder`, with `/` between folders."""
    return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")

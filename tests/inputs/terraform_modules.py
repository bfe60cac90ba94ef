"""Makes modules in folders, and checks them."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import carets

from iamscope.results import FileResult


class Found(NamedTuple):
    """A finding: its file, its line, the text of its place, and its code."""

    file: str
    line: int
    text: str
    code: str


def write(folder: Path, files: Mapping[str, str]) -> None:
    """The files of a module."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def check(path: Path) -> FileResult:
    """What is found in one file of a folder."""
    return carets.check(path.read_text(encoding="utf-8"), str(path))


def findings(result: FileResult) -> list[Found]:
    """All findings of a file, in order."""
    return [
        Found(Path(span.source.path).name, span.start_position.line, span.text, finding.code)
        for policy in result.policies
        for finding in policy.findings
        for span in [finding.span]
    ]

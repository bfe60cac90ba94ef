"""Fixtures that say themselves what is found in them: a comment of carets under a line marks a place in it.

    Action: s3:GetObjekt
    #       ^^^^^^^^^^^^ INVALID_ACTION `s3` has no action `GetObjekt`

The comment's carets stand below the characters that they mark, or reach to the end of the line where a place goes on in
the next one; one caret marks a place between characters, too. Behind them are the code and the message of the finding
whose first place it is. The comments are no part of the text that is checked, so that they may stand in a block of text
or in JSON (in files called `*.jsonc`), too.
"""

import re
from pathlib import Path
from typing import NamedTuple

from iamscope import packs
from iamscope.checking import Checker
from iamscope.engine import RuleSet
from iamscope.findings import Finding
from iamscope.inputs.discover import FoundFile
from iamscope.results import FileResult
from iamscope.rule import Persona

FIXTURES = Path(__file__).parents[2] / "fixtures" / "templates"
_CARETS = re.compile(r"^ *(?:#|//) *(?P<carets>\^+) (?P<code>[A-Z_]+) (?P<message>.+)$")


class Mark(NamedTuple):
    """A place: line from 1, column from 0, width in characters of that line; and what is found there."""

    line: int
    column: int
    width: int
    code: str
    message: str


def unmark(marked: str) -> tuple[str, list[Mark]]:
    """The text without the comments of carets, and the marks, counted in lines of that text."""
    lines: list[str] = []
    marks: list[Mark] = []
    for line in marked.split("\n"):
        found = _CARETS.match(line)
        if found:
            start, end = found.span("carets")
            marks.append(Mark(len(lines), start, end - start, found["code"], found["message"]))
        else:
            lines.append(line)
    return "\n".join(lines), sorted(marks)


def check(text: str, name: str) -> FileResult:
    """What is found in a named file with this text."""
    rules = [rule for rule in packs.built_in().values() if Persona.DEFAULT.sees(rule)]
    return Checker(RuleSet(rules)).check_bytes(text.encode(), FoundFile(name, True))


def marks(result: FileResult) -> list[Mark]:
    """The first places of all findings of a file."""
    return sorted(_mark(finding) for policy in result.policies for finding in policy.findings)


def _mark(finding: Finding) -> Mark:
    span = finding.span
    start = span.start_position
    end = min(span.end, span.start + len(span.source.line(start.line)) - start.column)
    return Mark(start.line, start.column, max(1, end - span.start), finding.code, finding.message)


def fixtures(*formats: str) -> list[Path]:
    """The marked files of some formats, each a folder."""
    return sorted(path for format in formats for path in (FIXTURES / format).iterdir() if path.name != "README.md")

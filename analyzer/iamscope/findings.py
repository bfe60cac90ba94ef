"""What iamscope reports: findings, in the terms of Access Analyzer's ValidatePolicy."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypedDict

from iamscope.source import Position, Span


class FindingType(StrEnum):
    """How grave a finding is, worst first."""

    ERROR = "ERROR"
    SECURITY_WARNING = "SECURITY_WARNING"
    WARNING = "WARNING"
    SUGGESTION = "SUGGESTION"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]

    def reaches(self, threshold: FindingType) -> bool:
        """Whether a finding of this type is at least as grave as the threshold."""
        return self.rank <= threshold.rank


_RANKS = {type: rank for rank, type in enumerate(FindingType)}


class PositionDict(TypedDict):
    line: int
    column: int
    offset: int


class SpanDict(TypedDict):
    start: PositionDict
    end: PositionDict


class LocationDict(TypedDict):
    path: list[dict[str, str | int]]
    span: SpanDict


class EditDict(TypedDict):
    span: SpanDict
    replacement: str


class FixDict(TypedDict):
    description: str
    safe: bool
    edits: list[EditDict]


class FindingDict(TypedDict):
    code: str
    findingType: str
    message: str
    help: str
    locations: list[LocationDict]
    fix: FixDict | None


def _position(position: Position) -> PositionDict:
    return {"line": position.line, "column": position.column, "offset": position.offset}


def span_dict(span: Span) -> SpanDict:
    """A span in the shape of ValidatePolicy's answer: line from 1, column and offset from 0, end exclusive."""
    return {"start": _position(span.start_position), "end": _position(span.end_position)}


class PathItem(NamedTuple):
    """One step of a path as Access Analyzer writes it: `kind` is `value`, `index`, `key` or `substring`."""

    kind: str
    step: str | int


@dataclass(frozen=True, slots=True)
class Location:
    """Where: the way into the policy, and the stretch of the file. `text` says what is there, where that helps."""

    path: tuple[PathItem, ...]
    span: Span
    text: str = ""

    def to_dict(self) -> LocationDict:
        return {"path": [{item.kind: item.step} for item in self.path], "span": span_dict(self.span)}


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces a stretch of the file by a text."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend what was found; a safe one changes nothing that the policy means."""

    description: str
    edits: tuple[Edit, ...]
    safe: bool = False

    def to_dict(self) -> FixDict:
        edits: list[EditDict] = [{"span": span_dict(edit.span), "replacement": edit.replacement} for edit in self.edits]
        return {"description": self.description, "safe": self.safe, "edits": edits}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say about a policy.

    `locations` has at least one place, the first being the one to show; `related` are places that explain it and
    that Access Analyzer does not list. `message` and `help` are one lower-case sentence each, user text in backticks.
    `flow` are the steps of what happens, where a finding is about a way from one place to another.
    `identity` names the finding by its content, wherever it stands (`accepted.identity`); empty where nobody asked.
    """

    code: str
    finding_type: FindingType
    message: str
    help: str
    locations: tuple[Location, ...]
    fix: Fix | None = None
    related: tuple[Location, ...] = ()
    flow: tuple[Location, ...] = ()
    identity: str = field(default="", compare=False, repr=False)

    @property
    def span(self) -> Span:
        """The place to show first."""
        return self.locations[0].span

    def to_dict(self) -> FindingDict:
        return {
            "code": self.code,
            "findingType": self.finding_type.value,
            "message": self.message,
            "help": self.help,
            "locations": [location.to_dict() for location in self.locations],
            "fix": self.fix.to_dict() if self.fix else None,
        }

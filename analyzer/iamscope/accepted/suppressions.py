"""Suppressions: which findings somebody has accepted, where that is written, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from iamscope.accepted.subject import Subject
from iamscope.findings import Finding
from iamscope.source import Span
from iamscope.syntax.ast import Statement

if TYPE_CHECKING:  # slow to import, and few runs need it
    from datetime import date

#: What an entry may say, in the configuration and in the metadata of a template.
ENTRY_KEYS = ("code", "codes", "reason", "expires", "sid", "action", "resource")

_COMMENT = re.compile(r"(?:^|#|//)\s*iamscope\s*:\s*ignore\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_CODES = re.compile(r"\s*\[(?P<codes>[^\]]*)\](?P<reason>.*)", re.DOTALL)
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")
_ACTIONS = ("Action", "NotAction")
_RESOURCES = ("Resource", "NotResource")


class SuppressionKind(StrEnum):
    """Where a suppression is written, in SARIF's terms: in the file that it is about, or in another one."""

    IN_SOURCE = "inSource"
    EXTERNAL = "external"


class ConfiguredUse(NamedTuple):
    """A code of the configured suppression `number` that accepted something."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """Accepts findings with these codes, for a reason, to the end of the day `expires`; `span` is where it is written.

    It reaches findings whose first place begins in `reach` (None: anywhere in the files that it is for). Where `sid`,
    `action` or `resource` is given, the statement must have that Sid, that action, that resource, as it writes them;
    a finding at an action or a resource must be at that very one. A suppression with a `mistake` suppresses nothing.
    """

    codes: tuple[str, ...]
    reason: str
    kind: SuppressionKind
    span: Span
    expires: date | None = None
    reach: Span | None = None
    sid: str | None = None
    action: str | None = None
    resource: str | None = None
    mistake: str = ""

    def covers(self, finding: Finding, subject: Subject | None) -> bool:
        """Whether it accepts a finding; `subject` is None for a text that is no policy."""
        if self.mistake or finding.code not in self.codes or not self._reaches(finding.span):
            return False
        if self.sid is self.action is self.resource is None:
            return True
        return subject is not None and subject.statement is not None and self._is_about(subject, subject.statement)

    def _reaches(self, span: Span) -> bool:
        reach = self.reach
        return reach is None or (span.source.path == reach.source.path and reach.start <= span.start < reach.end)

    def _is_about(self, subject: Subject, statement: Statement) -> bool:
        if self.sid is not None and (statement.sid is None or statement.sid.value != self.sid):
            return False
        if self.action is not None:
            actions = [action.value.lower() for action in (*statement.actions, *statement.not_actions)]
            if self.action.lower() not in (_at(subject, _ACTIONS) or actions):
                return False
        resources = [resource.value for resource in (*statement.resources, *statement.not_resources)]
        return self.resource is None or self.resource in (_at(subject, _RESOURCES, fold=False) or resources)


def _at(subject: Subject, elements: tuple[str, ...], *, fold: bool = True) -> list[str]:
    """The string that the finding is at, if it is one of these elements'."""
    if not isinstance(subject.value, str) or not subject.steps or subject.steps[0].step not in elements:
        return []
    if subject.steps[-1].kind == "key":
        return []
    return [subject.value.lower() if fold else subject.value]


@dataclass(frozen=True, slots=True)
class SuppressionReview:
    """What a run says of a suppression: those of its codes that nothing was found for, and whether it has expired.

    `span` is where it is written, `mistake` what is wrong with it, else empty.
    """

    span: Span
    codes: tuple[str, ...]
    unused: tuple[str, ...] = ()
    expired_on: date | None = None
    mistake: str = ""


class EntryError(ValueError):
    """An entry is wrong; the message is the sentence that says so, `key` the key that is to blame."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def read_entry(
    entry: Mapping[str, object], kind: SuppressionKind, span: Span, reach: Span | None = None
) -> Suppression:
    """The suppression that an entry of the configuration or of a template's metadata states; raises EntryError."""
    for key in entry:
        if key not in ENTRY_KEYS:
            raise EntryError(key, f"unknown key `{key}`")
    return Suppression(
        codes=_entry_codes(entry),
        reason=_required_reason(entry),
        kind=kind,
        span=span,
        expires=_expiry(entry.get("expires")),
        reach=reach,
        sid=_optional_text(entry, "sid"),
        action=_optional_text(entry, "action"),
        resource=_optional_text(entry, "resource"),
    )


def read_comment(text: str, span: Span, reach: Span) -> Suppression | None:
    """The suppression that a comment (without its marks) states; None for any other comment.

    `iamscope: ignore[CODE, CODE] reason`; `expires=2030-12-31` may stand among the codes. It may stand behind words to
    other tools: `noqa # iamscope: ignore[CODE]`.
    """
    found = _COMMENT.search(text)
    if found is None:
        return None
    listed = _CODES.match(found["rest"])
    words = [word.strip() for word in listed["codes"].split(",")] if listed else []
    dates = [word.partition("=")[2].strip() for word in words if word.lower().replace(" ", "").startswith("expires=")]
    codes = tuple(word.upper() for word in words if word and "=" not in word)
    reason = listed["reason"].strip() if listed else ""
    try:
        _refuse_bad_codes(codes)
        expires = _expiry(dates[0] if dates else None)
    except EntryError as error:
        return Suppression(codes, reason, SuppressionKind.IN_SOURCE, span, reach=reach, mistake=str(error))
    return Suppression(codes, reason, SuppressionKind.IN_SOURCE, span, expires, reach)


def _entry_codes(entry: Mapping[str, object]) -> tuple[str, ...]:
    listed = entry.get("codes", [])
    codes = [entry["code"]] if "code" in entry else []
    codes += listed if isinstance(listed, list) else [listed]
    words = tuple(code.strip().upper() for code in codes if isinstance(code, str))
    if len(words) < len(codes):
        raise EntryError("codes", "a code is no string")
    _refuse_bad_codes(words)
    return words


def _refuse_bad_codes(codes: tuple[str, ...]) -> None:
    if not codes:
        raise EntryError("codes", "no code is named")
    for code in codes:
        if not _CODE.fullmatch(code):
            raise EntryError("codes", f"`{code[:80]}` is no code")


def _required_reason(entry: Mapping[str, object]) -> str:
    reason = entry.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise EntryError("reason", "there is no `reason`")
    return reason.strip()


def _optional_text(entry: Mapping[str, object], key: str) -> str | None:
    value = entry.get(key)
    if value is None or (isinstance(value, str) and value):
        return value
    raise EntryError(key, f"`{key}` is no string")


def _expiry(written: object) -> date | None:
    from datetime import date

    if written is None:
        return None
    if type(written) is date:  # as TOML and YAML know it; a date with a time is none
        return written
    text = str(written)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise EntryError("expires", f"`{text[:80]}` is no date such as `2030-12-31`")

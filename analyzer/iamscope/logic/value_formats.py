"""How values must be written to suit an operator: numbers, dates, base64."""

from __future__ import annotations

import re
from enum import Enum

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
# The W3C's profile of ISO 8601 (https://www.w3.org/TR/NOTE-datetime), and the compact form of the standard itself.
# A missing time zone is accepted: AWS's own examples leave it out.
_ZONE = r"(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_DATE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?" + _ZONE + r")?)?"
)
_COMPACT = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"[Tt](?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?" + _ZONE
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: No date is longer.
_LONGEST_DATE = 50


class DateKind(Enum):
    """What the value of a date operator is."""

    ISO = "ISO 8601"
    NUMBER = "number"  # seconds since 1970, or a bare year: it cannot be told which
    NONE = "none"


def is_number(text: str) -> bool:
    """Whether a text is a decimal number."""
    return _NUMBER.fullmatch(text) is not None


def is_base64(text: str) -> bool:
    """Whether a text is base64 with its padding."""
    return len(text) % 4 == 0 and _BASE64.fullmatch(text) is not None


def date_kind(text: str) -> DateKind:
    """Whether a text is an ISO 8601 date, a number, or neither."""
    if is_number(text):
        return DateKind.NUMBER
    if len(text) > _LONGEST_DATE:
        return DateKind.NONE
    match = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None:
        return DateKind.NONE
    parts = {name: int(part) for name, part in match.groupdict().items() if part is not None}
    month = parts["month"]
    fits = (
        1 <= month <= 12
        and 1 <= parts.get("day", 1) <= _DAYS[month - 1]
        and parts.get("hour", 0) <= 24
        and parts.get("minute", 0) <= 59
        and parts.get("second", 0) <= 60
    )
    return DateKind.ISO if fits else DateKind.NONE

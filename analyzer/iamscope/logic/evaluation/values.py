"""What the values of typed condition operators mean; None for a text that is no such value."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from iamscope.logic.value_formats import DateKind, date_kind, is_number

#: Longer numbers are no numbers that anyone compares.
_LONGEST_NUMBER = 400
#: A greater number of seconds lies beyond the year 5000; it is one of milliseconds, as clocks of programs give it.
_MOST_SECONDS = 10**11


@lru_cache(maxsize=4096)
def as_number(text: str) -> Decimal | None:
    """A number, exactly."""
    stripped = text.strip()
    if len(stripped) > _LONGEST_NUMBER or not is_number(stripped):
        return None
    try:
        return Decimal(stripped)
    except InvalidOperation:
        return None


@lru_cache(maxsize=4096)
def as_date(text: str) -> Decimal | None:
    """A moment in seconds since 1970: an ISO 8601 date (UTC if it has no zone), or that number or its thousandfold."""
    stripped = text.strip()
    kind = date_kind(stripped)
    if kind is DateKind.NUMBER:
        number = as_number(stripped)
        return number / 1000 if number is not None and abs(number) > _MOST_SECONDS else number
    if kind is not DateKind.ISO:
        return None
    from datetime import UTC, datetime

    full = stripped if len(stripped) != 7 else stripped + "-01"
    try:
        moment = datetime.fromisoformat(full.replace("z", "Z"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return Decimal(delta.days * 86400 + delta.seconds) + Decimal(delta.microseconds) / 1_000_000


def as_bool(text: str) -> bool | None:
    """`true` or `false` in any case."""
    return {"true": True, "false": False}.get(text.strip().lower())

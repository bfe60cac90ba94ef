"""Numbers, dates, truth values and networks of conditions, read exactly; None for a text that is none."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from ipaddress import ip_address

from iamscope.logic.ip_ranges import parse_ip_range
from iamscope.logic.value_formats import DateKind, date_kind, is_number

#: Numbers beyond this power of ten are compared by nobody.
_LARGEST_EXPONENT = 400
#: More seconds than lie between 1970 and any date that is meant.
_MOST_SECONDS = 10**11
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1024)
def parse_number(text: str) -> Fraction | None:
    text = text.strip()
    if len(text) > _LARGEST_EXPONENT or not is_number(text):
        return None
    return Fraction(Decimal(text)) if abs(Decimal(text).adjusted()) <= _LARGEST_EXPONENT else None


def too_large(text: str) -> bool:
    """Whether a text is a number that `parse_number` does not take for one."""
    return is_number(text.strip()) and parse_number(text) is None


@lru_cache(maxsize=1024)
def parse_date(text: str) -> Fraction | None:
    """Seconds since 1970, which a greater number than a date can be is taken to be thousandths of."""
    text = text.strip()
    kind = date_kind(text)
    if kind is DateKind.NUMBER:
        number = parse_number(text)
        return number / 1000 if number is not None and abs(number) > _MOST_SECONDS else number
    if kind is not DateKind.ISO:
        return None
    try:
        moment = datetime.fromisoformat((text + "-01" if len(text) == 7 else text).replace("z", "Z"))
    except ValueError:
        return None
    since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH
    return Fraction(since // timedelta(microseconds=1), 1_000_000)


def parse_bool(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.strip().lower())


@lru_cache(maxsize=4096)
def parse_network(text: str) -> tuple[int, int, int] | None:
    """Version, first and last address."""
    network = parse_ip_range(text)
    if network is None:
        return None
    return network.version, int(network.network_address), int(network.broadcast_address)


def write_number(number: Fraction) -> str:
    """The shortest decimal text of a number whose denominator has no factors but 2 and 5."""
    if number.denominator == 1:
        return str(number.numerator)
    with localcontext() as context:
        context.prec = 2 * _LARGEST_EXPONENT
        return format(Decimal(number.numerator) / Decimal(number.denominator), "f").rstrip("0")


def write_date(seconds: Fraction) -> str:
    """An ISO 8601 date where it is exact, else a number that `parse_date` reads as this many seconds."""
    micro = seconds * 1_000_000
    if micro.denominator == 1:
        with suppress(OverflowError):
            moment = _EPOCH + timedelta(microseconds=int(micro))
            return moment.replace(tzinfo=None).isoformat() + "Z"
    return write_number(seconds * 1000 if abs(seconds) > _MOST_SECONDS else seconds)


def write_address(version: int, number: int) -> str:
    return str(ip_address(number.to_bytes(4 if version == 4 else 16, "big")))

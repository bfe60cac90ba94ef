"""How much of the internet a set of IP ranges lets in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from iamscope.logic.ip_ranges import is_private_range, parse_ip_range

if TYPE_CHECKING:
    from iamscope.logic.ip_ranges import IpRange

#: A range with a shorter prefix is everyone, not somebody: Amazon S3 User Guide, access-control-block-public-access.
_SHORTEST_PREFIX = {4: 8, 6: 32}


def is_broad(ip_range: IpRange) -> bool:
    """Whether a range holds so much public space that it restricts nobody."""
    return ip_range.prefixlen < _SHORTEST_PREFIX[ip_range.version] and not is_private_range(ip_range)


@lru_cache(maxsize=1024)
def broad_texts(values: tuple[str, ...]) -> frozenset[str]:
    """Those of the texts of ranges that lie in a broad range which all of them come to together.

    Halves of the internet do, though each is only a half.
    """
    from ipaddress import collapse_addresses

    by_version: dict[int, list[IpRange]] = {}
    for ip_range in parsed(values):
        by_version.setdefault(ip_range.version, []).append(ip_range)
    broad = [
        union
        for ranges in by_version.values()
        for union in collapse_addresses(ranges)  # type: ignore[type-var]  # of one version
        if is_broad(union)
    ]
    return frozenset(text for text in values if _lies_in(text, broad))


def _lies_in(text: str, ranges: list[IpRange]) -> bool:
    ip_range = parse_ip_range(text)
    return ip_range is not None and any(
        each.version == ip_range.version and ip_range.subnet_of(each)  # type: ignore[arg-type]  # of one version
        for each in ranges
    )


def parsed(values: Iterable[str]) -> list[IpRange]:
    """The ranges among texts."""
    return [ip_range for value in values if (ip_range := parse_ip_range(value)) is not None]


@lru_cache(maxsize=1024)
def break_points(text: str, others: tuple[str, ...]) -> list[str]:
    """Addresses of a range, one at least in every part that other ranges cut it into; none of a text that is none."""
    whole = parse_ip_range(text)
    if whole is None:
        return []
    first, last = int(whole.network_address), int(whole.broadcast_address)
    behind = {int(other.broadcast_address) + 1 for other in parsed(others) if other.version == whole.version}
    points = {first, *(point for point in behind if first < point <= last)}
    return [str(type(whole.network_address)(point)) for point in sorted(points)]

"""IP addresses and ranges as IAM's IP address operators take them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from iamscope.syntax.ast import Condition, ConditionBlock, ConditionValue

if TYPE_CHECKING:  # `ipaddress` is costly to import, and most policies name no address
    from ipaddress import IPv4Network, IPv6Network

    IpRange = IPv4Network | IPv6Network

#: The longest range is an IPv6 address with an IPv4 tail and a prefix length.
_LONGEST = 49
#: Space from which no request over the internet comes: RFC 1918, loopback, link-local and unique local addresses.
#: Which ranges Access Analyzer counts is not documented beyond the word "private"; documentation ranges and shared
#: address space (100.64.0.0/10) are left out, so that doubt is silent.
_PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)


def parse_ip_range(text: str) -> IpRange | None:
    """The range that a text means, host bits cleared; None where it is no address and no CIDR range."""
    return _parse(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _parse(text: str) -> IpRange | None:
    from ipaddress import ip_network

    _, slash, length = text.partition("/")
    if slash and not (length.isdecimal() and length.isascii()):
        return None  # `ip_network` would take a netmask too
    if "%" in text:
        return None
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def has_host_bits(text: str, ip_range: IpRange) -> bool:
    """Whether a range names an address inside it instead of its first one."""
    from ipaddress import ip_address

    return ip_address(text.partition("/")[0]) != ip_range.network_address


def is_private_range(ip_range: IpRange) -> bool:
    """Whether all of a range is private space; a wide one that holds public addresses too is not."""
    # the types differ by version, which `subnet_of` refuses to mix
    return any(
        private.version == ip_range.version and ip_range.subnet_of(private)  # type: ignore[arg-type]
        for private in _private()
    )


@cache
def _private() -> tuple[IpRange, ...]:
    from ipaddress import ip_network

    return tuple(ip_network(text) for text in _PRIVATE)


def split_by_privacy(condition: Condition) -> tuple[list[ConditionValue], list[ConditionValue]]:
    """The values of a condition that are private ranges, and those that are public; what is no range is in neither."""
    private: list[ConditionValue] = []
    public: list[ConditionValue] = []
    for value in condition.values:
        ip_range = parse_ip_range(value.value)
        if ip_range is not None:
            (private if is_private_range(ip_range) else public).append(value)
    return private, public


class SourceIps(NamedTuple):
    """A condition on `aws:SourceIp` with its values that are private ranges, and those that are public."""

    condition: Condition
    private: list[ConditionValue]
    public: list[ConditionValue]

    @property
    def all_private(self) -> bool:
        return bool(self.private) and len(self.private) == len(self.condition.values)

    @property
    def mixed(self) -> bool:
        return bool(self.private and self.public)


def source_ips(block: ConditionBlock, operator: str) -> Iterator[SourceIps]:
    """What an operator, if it is this one, says of `aws:SourceIp`."""
    if block.operator.name == operator:
        for condition in block.conditions:
            if condition.key_name == "aws:sourceip":
                yield SourceIps(condition, *split_by_privacy(condition))


#: More ranges than this are in no policy that a person wrote.
_MOST_RANGES = 1000


def covers_all_addresses(condition: Condition) -> int | None:
    """The version of IP (4 or 6) of which a condition names every address, in one range or in several together."""
    values = condition.values
    if len(values) > _MOST_RANGES or not any(value.value.endswith(("/0", "/1")) for value in values):
        return None  # of shorter ranges it would take many; nobody writes that by mistake
    from ipaddress import IPv4Network, IPv6Network, collapse_addresses

    ranges = [parse_ip_range(value.value) for value in values]
    if any(
        item.prefixlen == 0 for item in collapse_addresses(item for item in ranges if isinstance(item, IPv4Network))
    ):
        return 4
    of_6 = collapse_addresses(item for item in ranges if isinstance(item, IPv6Network))
    return 6 if any(item.prefixlen == 0 for item in of_6) else None

import pytest

from iamscope.logic.ip_ranges import covers_all_addresses, has_host_bits, is_private_range, parse_ip_range
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("203.0.113.7/24", "203.0.113.0/24"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("2001:db8::1", "2001:db8::1/128"),
        ("0.0.0.0/0", "0.0.0.0/0"),
    ],
)
def test_reads_addresses_and_ranges(text: str, meaning: str) -> None:
    assert str(parse_ip_range(text)) == meaning


@pytest.mark.parametrize(
    "text",
    ["", "*", "203.0.113", "203.0.113.*", "203.0.113.0/33", "203.0.113.0/255.255.255.0", "203.0.113.0/", "1.2.3.4/-1",
     "fe80::1%eth0", "::/129", "203.0.113.0 /24", "1.2.3.4/\u0661", "/24", "true", "1.2.3.4/" + "2" * 1_000_000],
)  # fmt: skip
def test_refuses_anything_else(text: str) -> None:
    assert parse_ip_range(text) is None


@pytest.mark.parametrize(
    ("text", "host_bits"),
    [("203.0.113.7/24", True), ("203.0.113.0/24", False), ("203.0.113.7/32", False), ("2001:DB8:0::/32", False)],
)
def test_sees_host_bits(text: str, host_bits: bool) -> None:
    ip_range = parse_ip_range(text)
    assert ip_range is not None
    assert has_host_bits(text, ip_range) is host_bits


@pytest.mark.parametrize(
    ("text", "private"),
    [("10.0.0.0/8", True), ("10.1.2.3", True), ("172.16.0.0/12", True), ("172.0.0.0/8", False), ("127.0.0.1", True),
     ("fd00::/8", True), ("0.0.0.0/0", False), ("203.0.113.0/24", False), ("2001:db8::/32", False), ("::/0", False),
     ("100.64.0.0/10", False)],
)  # fmt: skip
def test_knows_private_space(text: str, private: bool) -> None:
    ip_range = parse_ip_range(text)
    assert ip_range is not None
    assert is_private_range(ip_range) is private


@pytest.mark.parametrize(
    ("values", "version"),
    [
        (["0.0.0.0/0"], 4),
        (["::/0"], 6),
        (["0.0.0.0/1", "10.0.0.0/8", "128.0.0.0/1"], 4),
        (["::/1", "8000::/1", "10.0.0.0/8"], 6),
        (["0.0.0.0/1", "::/1"], None),
        (["10.0.0.0/8"], None),
        (["anything/0"], None),
    ],
)
def test_ranges_that_cover_everything(values: list[str], version: int | None) -> None:
    statement = {
        "Effect": "Allow",
        "Action": "*",
        "Resource": "*",
        "Condition": {"IpAddress": {"aws:SourceIp": values}},
    }
    policy = as_policy({"Version": "2012-10-17", "Statement": statement}, PolicyType.IDENTITY)
    assert covers_all_addresses(policy.statements[0].conditions[0]) == version

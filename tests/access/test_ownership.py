"""Whose values of condition keys are, and examples that they match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamscope.access.ownership import Owner, value_of
from iamscope.access.zone import ZoneOfTrust
from iamscope.logic.outside_keys import Names, outside_keys
from iamscope.logic.patterns import matches

ZONE = ZoneOfTrust(frozenset({"111122223333"}), "o-ownorg0001", networks=frozenset({"vpc-own"}))


def owner(key: str, text: str, *, wildcards: bool = True) -> Owner:
    return value_of(text, outside_keys()[key.lower()], ZONE, wildcards=wildcards).owner


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("aws:PrincipalAccount", "111122223333", Owner.INSIDE),
        ("aws:PrincipalAccount", "999988887777", Owner.OUTSIDE),
        ("aws:PrincipalAccount", "1111*", Owner.ANYONE),
        ("aws:PrincipalAccount", "me", Owner.NOBODY),
        ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", Owner.INSIDE),
        ("aws:PrincipalArn", "arn:aws:iam::999988887777:*", Owner.OUTSIDE),
        ("aws:PrincipalArn", "arn:aws:iam::9999*", Owner.ANYONE),
        ("aws:PrincipalArn", "arn:aws:iam::*:role/aws-service-role/x", Owner.NOBODY),
        ("aws:PrincipalArn", "role/x", Owner.NOBODY),
        ("aws:PrincipalArn", "*", Owner.ANYONE),
        ("aws:PrincipalOrgID", "o-ownorg0001", Owner.INSIDE),
        ("aws:PrincipalOrgID", "o-other00001", Owner.OUTSIDE),
        ("aws:PrincipalOrgID", "other", Owner.NOBODY),
        ("aws:PrincipalOrgPaths", "o-ownorg0001/r-1/*", Owner.INSIDE),
        ("aws:PrincipalOrgPaths", "o-ownorg*", Owner.ANYONE),
        ("aws:userid", "111122223333", Owner.INSIDE),
        ("aws:userid", "AROAX:*", Owner.UNKNOWN),
        ("aws:SourceVpc", "vpc-own", Owner.INSIDE),
        ("aws:SourceVpc", "vpc-other", Owner.UNKNOWN),
        ("aws:SourceArn", "arn:aws:s3:::bucket", Owner.UNKNOWN),
        ("aws:SourceArn", "arn:aws:s3:::bucket-*", Owner.ANYONE),
        ("aws:SourceIp", "203.0.113.0/24", Owner.UNKNOWN),
        ("aws:SourceIp", "0.0.0.0/0", Owner.ANYONE),
        ("aws:SourceIp", "office", Owner.NOBODY),
        ("aws:PrincipalIsAWSService", "true", Owner.NOBODY),
    ],
)
def test_owners(key: str, text: str, expected: Owner) -> None:
    assert owner(key, text) is expected


def test_a_wildcard_of_an_operator_without_wildcards_is_nobody() -> None:
    assert owner("aws:PrincipalAccount", "*", wildcards=False) is Owner.NOBODY


TEXTS = st.text("arn:awsim0123*?/-o", max_size=30)


@given(st.sampled_from(sorted(outside_keys())), TEXTS)
def test_an_example_is_matched_by_its_pattern(key: str, text: str) -> None:
    named = outside_keys()[key]
    value = value_of(text, named, ZONE, wildcards=True)
    if named.names not in (Names.ADDRESS_RANGE, Names.ARN, Names.ACCOUNT) and value.owner is not Owner.NOBODY:
        assert matches(text, value.example)


@given(
    st.lists(
        st.sampled_from(["*", "?", "111122223333", "role/x", "iam", "aws", "", "a*", "?b"]), min_size=5, max_size=5
    )
)
def test_an_example_of_an_arn_has_its_fields(fields: list[str]) -> None:
    pattern = ":".join(["arn", *fields])
    value = value_of(pattern, outside_keys()["aws:sourcearn"], ZONE, wildcards=True)
    parts = value.example.split(":", 5)
    assert len(parts) == 6
    for wanted, part in zip(pattern.split(":", 5)[2:4], parts[2:4], strict=True):
        assert wanted == "*" or matches(wanted, part)

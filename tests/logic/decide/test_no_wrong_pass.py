"""Pairs of policies that once were, or easily are, taken to allow the same though a request tells them apart."""

from typing import Any

import pytest

import iamscope

Document = dict[str, Any]
TAG = "aws:PrincipalTag/t"


def policy(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(**elements: Any) -> Document:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | elements


def deny(**elements: Any) -> Document:
    return allow(**elements) | {"Effect": "Deny"}


def when(operator: str, key: str, value: Any) -> Document:
    return allow(Condition={operator: {key: value}})


def bucket(text: str) -> Document:
    return allow(Resource=f"arn:aws:s3:::b/{text}")


PAIRS = {
    "a variable of as many characters as question marks": (
        policy(bucket("${aws:PrincipalTag/a}${aws:PrincipalTag/c}")),
        policy(bucket("${aws:PrincipalTag/a}" + "?" * len("${aws:PrincipalTag/c}"))),
    ),
    "a variable with a default, which is there where one without is not": (
        policy(when("StringNotLike", TAG, ["p*", "${aws:PrincipalTag/a, 'x'}"])),
        policy(when("StringNotLike", TAG, ["p${aws:PrincipalTag/a}"])),
    ),
    "several values of a key that has them, without a set operator": (
        policy(when("StringEquals", "dynamodb:Attributes", "a")),
        policy(
            when("StringEquals", "dynamodb:Attributes", "a"), deny(**when("StringEquals", "dynamodb:Attributes", "b"))
        ),
    ),
    "a truth value with a space": (policy(when("Bool", "aws:SecureTransport", " true")), policy()),
    "a truth value beside a text": (
        policy(when("StringEquals", TAG, "yes")),
        policy(when("Bool", TAG, "yes")),
    ),
    "a tag that is no truth value": (
        policy(allow(), deny(**when("Bool", TAG, "false"))),
        policy(when("BoolIfExists", TAG, "true")),
    ),
    "a tag that is no number": (
        policy(allow(), deny(**when("NumericGreaterThan", TAG, "5"))),
        policy(when("NumericLessThanEqualsIfExists", TAG, "5")),
    ),
    "a tag that is no date": (
        policy(allow(), deny(**when("DateGreaterThan", TAG, "2020-01-01"))),
        policy(when("DateLessThanEqualsIfExists", TAG, "2020-01-01")),
    ),
    "a tag that is no address": (
        policy(allow(), deny(**when("IpAddress", TAG, "0.0.0.0/0")), deny(**when("IpAddress", TAG, "::/0"))),
        policy(when("Null", TAG, "true")),
    ),
    "a tag that is no ARN": (
        policy(allow(), deny(**when("ArnLike", TAG, "arn:aws:s3:::b"))),
        policy(when("ArnNotLikeIfExists", TAG, "arn:aws:s3:::b")),
    ),
    "thousandths of seconds": (
        policy(when("DateLessThan", "aws:CurrentTime", "2021-01-01")),
        policy(when("DateLessThan", "aws:CurrentTime", "1577836800000")),
    ),
    "a moment that no calendar has": (
        policy(when("DateGreaterThan", "aws:CurrentTime", "999999999999999")),
        policy(when("DateGreaterThan", "aws:CurrentTime", "9999999999999999")),
    ),
}

#: Pairs that allow the same because of what values a key has.
EQUAL_PAIRS = {
    "of what is true or false": (
        policy(when("StringNotEqualsIfExists", "aws:SecureTransport", "false")),
        policy(when("BoolIfExists", "aws:SecureTransport", "true")),
    ),
    "thousandths and seconds": (
        policy(when("DateLessThan", "aws:CurrentTime", "1577836800000")),
        policy(when("DateLessThan", "aws:CurrentTime", "1577836800")),
    ),
}


@pytest.mark.parametrize(("one", "other"), EQUAL_PAIRS.values(), ids=EQUAL_PAIRS)
def test_no_new_access_either_way(one: Document, other: Document) -> None:
    for new, existing in ((one, other), (other, one)):
        assert iamscope.check_no_new_access(new, existing, policy_type="IDENTITY_POLICY").result == "PASS"


@pytest.mark.parametrize(("new", "existing"), PAIRS.values(), ids=PAIRS)
def test_new_access_is_found(new: Document, existing: Document) -> None:
    result = iamscope.check_no_new_access(new, existing, policy_type="IDENTITY_POLICY")
    assert result.result == "FAIL"
    assert result.witness is not None
    assert iamscope.simulate({**result.witness, "identity_policies": [new]}).decision == "Allowed"
    assert iamscope.simulate({**result.witness, "identity_policies": [existing]}).decision != "Allowed"

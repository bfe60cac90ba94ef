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
}


@pytest.mark.parametrize(("new", "existing"), PAIRS.values(), ids=PAIRS)
def test_new_access_is_found(new: Document, existing: Document) -> None:
    result = iamscope.check_no_new_access(new, existing, policy_type="IDENTITY_POLICY")
    assert result.result == "FAIL"
    assert result.witness is not None
    assert iamscope.simulate({**result.witness, "identity_policies": [new]}).decision == "Allowed"
    assert iamscope.simulate({**result.witness, "identity_policies": [existing]}).decision != "Allowed"

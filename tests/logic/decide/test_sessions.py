"""Sessions, whose own ARN does not tell the path of their role."""

from typing import Any

import pytest

import iamscope

ROLE = "arn:aws:iam::111122223333:role/R"
WITH_PATH = "arn:aws:iam::111122223333:role/p/R"
SESSION = "arn:aws:sts::111122223333:assumed-role/R/s"


def named(arn: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Principal": {"AWS": arn}, "Resource": "*"}


def by_arn(pattern: str, **elements: Any) -> dict[str, Any]:
    return named("*") | {"Condition": {"ArnLike": {"aws:PrincipalArn": pattern}}} | elements


def check(new: dict[str, Any], existing: dict[str, Any]) -> iamscope.CheckResult:
    policies = [{"Version": "2012-10-17", "Statement": [statement]} for statement in (new, existing)]
    return iamscope.check_no_new_access(*policies, policy_type="RESOURCE_POLICY")


@pytest.mark.parametrize("role", [ROLE, WITH_PATH])
def test_a_role_and_its_arn_are_the_same(role: str) -> None:
    assert check(named(role), by_arn(role)).result == "PASS"
    assert check(by_arn(role), named(role)).result == "PASS"


def test_a_session_may_be_of_a_role_with_a_path() -> None:
    assert check(named(SESSION), by_arn("arn:aws:iam::111122223333:role/*")).result == "PASS"
    result = check(named(SESSION), by_arn(ROLE))
    assert result.result == "FAIL"
    assert result.witness is not None
    assert result.witness["principal"] == SESSION
    assert result.witness["context"]["aws:PrincipalArn"].endswith("/R")


def test_a_condition_on_the_path_does_not_rule_a_session_out() -> None:
    limited = by_arn("arn:aws:iam::*:role/p/*", Principal={"AWS": SESSION})
    assert check(limited, named("arn:aws:iam::111122223333:user/else")).result == "FAIL"
    assert check(limited, named(WITH_PATH)).result == "FAIL"


def test_one_name_is_that_of_one_role() -> None:
    assert check(named(WITH_PATH), named("arn:aws:iam::111122223333:role/q/R")).result == "FAIL"
    assert check(named(WITH_PATH), named(ROLE)).result == "FAIL"

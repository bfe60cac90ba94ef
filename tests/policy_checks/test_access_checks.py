"""The checks of Access Analyzer as Python functions: verdict, witness, reasons."""

from typing import Any

import pytest

import iamscope
from iamscope.errors import InputError
from iamscope.syntax.json_value import HOLE


def allow(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | elements


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


class TestNoNewAccess:
    def test_pass(self) -> None:
        result = iamscope.check_no_new_access(
            policy(allow()), policy(allow(Action="s3:*")), policy_type="IDENTITY_POLICY"
        )
        assert result.result == "PASS"
        assert result.to_dict() == {"result": "PASS", "witness": None, "reasons": []}

    def test_fail_shows_a_request_and_the_statements_that_allow_it(self) -> None:
        new = policy(allow(), allow(Sid="Write", Action="s3:PutObject", Resource="arn:aws:s3:::b/*"))
        result = iamscope.check_no_new_access(new, policy(allow()), policy_type="IDENTITY_POLICY")
        assert result.to_dict() == {
            "result": "FAIL",
            "witness": {
                "principal": "arn:aws:iam::111122223333:user/somebody",
                "action": "s3:PutObject",
                "resource": "arn:aws:s3:::b/x",
                "context": {},
            },
            "reasons": [
                {"description": "new access in statement 1, `Write`", "statementIndex": 1, "statementId": "Write"}
            ],
        }

    def test_the_witness_is_a_request_that_tells_the_policies_apart(self) -> None:
        new, existing = policy(allow(Action="s3:*")), policy(allow())
        result = iamscope.check_no_new_access(new, existing, policy_type="IDENTITY_POLICY")
        assert result.witness is not None
        request = dict(result.witness)
        assert iamscope.simulate(request | {"identity_policies": [new]}).decision == "Allowed"
        assert iamscope.simulate(request | {"identity_policies": [existing]}).decision == "ImplicitlyDenied"

    def test_unknown_says_what_is_not_known(self) -> None:
        result = iamscope.check_no_new_access(
            policy(allow(Resource=f"arn:aws:s3:::{HOLE}/*")),
            policy(allow(Resource="arn:aws:s3:::b/*")),
            policy_type="IDENTITY_POLICY",
        )
        assert result.result == "UNKNOWN"
        assert [reason.description for reason in result.reasons] == [
            "it cannot be told whether there is new access: a part of `arn:aws:s3:::…/*` is not known"
        ]

    def test_callers_count_in_resource_policies(self) -> None:
        new, existing = policy(allow(Principal="*")), policy(allow(Principal={"AWS": "111122223333"}))
        result = iamscope.check_no_new_access(new, existing, policy_type="RESOURCE_POLICY")
        assert result.result == "FAIL"
        assert result.witness is not None
        assert "111122223333" not in str(result.witness["principal"])

    def test_a_text_that_is_no_json_is_an_error_with_its_place(self) -> None:
        with pytest.raises(InputError, match="existing policy:1:1: "):
            iamscope.check_no_new_access(policy(), "", policy_type="IDENTITY_POLICY")

    def test_an_unknown_type_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="group_policy"):
            iamscope.check_no_new_access(policy(), policy(), policy_type="GROUP_POLICY")

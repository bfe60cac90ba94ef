"""What other tools get wrong on small policies, asked of this one."""

import json
from typing import Any

import pytest

from iamscope import validate_policy
from iamscope.syntax.document import pointer


def found(
    document: str | dict[str, Any], *, policy_type: str = "IDENTITY_POLICY", **more: Any
) -> list[tuple[str, str]]:
    """Codes and places of the findings."""
    findings = validate_policy(document, policy_type=policy_type, **more)
    return [(finding.code, pointer(finding.locations[0].path)) for finding in findings]


def statement(**elements: Any) -> dict[str, Any]:
    base = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-bucket/*"}
    return {"Version": "2012-10-17", "Statement": [base | elements]}


def trust(principal: Any, action: str = "sts:AssumeRole", **elements: Any) -> dict[str, Any]:
    granted = {"Effect": "Allow", "Principal": principal, "Action": action} | elements
    return {"Version": "2012-10-17", "Statement": [granted]}


def test_duplicate_key_is_seen() -> None:
    text = json.dumps(statement()).replace('"Action": ', '"Action": "s3:PutObject", "Action": ')
    assert ("DUPLICATE_KEY", "/Statement/0/Action") in found(text)


def test_question_mark_is_a_wildcard() -> None:
    assert found(statement(Action="ec2:Run?nstances", Resource="*")) == []


def test_mistyped_action_is_named_with_a_suggestion() -> None:
    (finding,) = validate_policy(statement(Action="s3:GetObjekt"))
    assert finding.code == "INVALID_ACTION"
    assert "`s3:GetObject`" in finding.help


def test_mistyped_variable_is_named_with_a_suggestion() -> None:
    (finding,) = validate_policy(statement(Resource="arn:aws:s3:::home/${aws:usrname}/*"))
    assert finding.code == "UNKNOWN_POLICY_VARIABLE"
    assert "aws:username" in finding.help


def test_wildcard_without_a_like_operator() -> None:
    condition = {"StringEquals": {"aws:SourceVpc": "vpc-*"}}
    assert ("WILDCARD_WITHOUT_LIKE_OPERATOR", "/Statement/0/Condition/StringEquals/aws:SourceVpc") in found(
        statement(Condition=condition)
    )


@pytest.mark.parametrize(
    ("principal", "code"),
    [("AIDAJQABLZS4A3QDU576Q", "INVALID_USER_REFERENCE"), ("AROADBQP57FF2AEXAMPLE", "INVALID_ROLE_REFERENCE")],
)
def test_deleted_principals(principal: str, code: str) -> None:
    assert found(trust({"AWS": principal}), policy_type="trust") == [(code, "/Statement/0/Principal/AWS")]


def test_elements_in_lower_case_get_a_suggestion() -> None:
    findings = validate_policy({"version": "2012-10-17", "statement": statement()["Statement"]})
    said = {pointer(finding.locations[0].path): finding.help for finding in findings if finding.locations[0].path}
    assert "`Version`" in said["/version"]
    assert "`Statement`" in said["/statement"]


def test_encryption_context_keys_are_known() -> None:
    condition = {"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::example-bucket"}}
    key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    assert found(statement(Action="kms:Decrypt", Resource=key, Condition=condition)) == []


def test_multivalued_key_needs_a_qualifier() -> None:
    tags = {"aws:TagKeys": ["team"]}
    create = {"Action": "ec2:CreateTags", "Resource": "arn:aws:ec2:*:*:instance/*"}
    assert found(statement(**create, Condition={"ForAllValues:StringEquals": tags})) == []
    assert found(statement(**create, Condition={"StringEquals": tags})) == [
        ("MISSING_QUALIFIER", "/Statement/0/Condition/StringEquals/aws:TagKeys")
    ]


def test_single_statement_without_a_list() -> None:
    single = {"Version": "2012-10-17", "Statement": statement(Action="s3:GetObjekt")["Statement"][0]}
    assert found(single) == [("INVALID_ACTION", "/Statement/Action")]


def test_any_repository_of_github() -> None:
    provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    condition = {
        "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:*"},
    }
    codes = {
        code
        for code, _ in found(
            trust({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", Condition=condition), policy_type="trust"
        )
    }
    assert {"WILDCARD_USAGE_TOO_PERMISSIVE", "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED"} <= codes


def test_trust_in_another_account_lacks_no_resource() -> None:
    other = trust({"AWS": "arn:aws:iam::444455556666:root"}, Condition={"StringEquals": {"sts:ExternalId": "7f3a"}})
    assert found(other, policy_type="trust") == []


def test_mistyped_operator_and_key() -> None:
    assert found(statement(Condition={"StringEqual": {"aws:username": "alice"}})) == [
        ("INVALID_CONDITION_OPERATOR", "/Statement/0/Condition/StringEqual")
    ]
    (finding,) = validate_policy(statement(Condition={"IpAddress": {"aws:SourceIpp": "203.0.113.0/24"}}))
    assert finding.code == "INVALID_GLOBAL_CONDITION_KEY"
    assert "`aws:SourceIp`" in finding.help

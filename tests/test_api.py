"""`iamscope.validate_policy`, which is what Python programs call."""

import inspect
import json
import sys
from types import MappingProxyType

import pytest

import iamscope

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}]}


def test_text_and_mapping_give_the_same() -> None:
    (finding,) = iamscope.validate_policy(POLICY)
    assert iamscope.validate_policy(json.dumps(POLICY))[0].to_dict() == finding.to_dict()
    assert isinstance(finding, iamscope.Finding)
    assert (finding.code, finding.finding_type) == ("INVALID_ACTION", "ERROR")


def test_a_finding_as_a_dictionary() -> None:
    text = '{"Version": "2012-10-17",\n "Statement": [{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}]}'
    (finding,) = iamscope.validate_policy(text)
    said = finding.to_dict()
    (location,) = said["locations"]
    assert json.loads(json.dumps(said)) == said
    assert location == {
        "path": [{"value": "Statement"}, {"index": 0}, {"value": "Action"}],
        "span": {
            "start": {"line": 2, "column": 45, "offset": 71},
            "end": {"line": 2, "column": 59, "offset": 85},
        },
    }


@pytest.mark.parametrize(
    "text",
    ["", "{", "{'a': 1}", "[" * 100_000, "\ud800", '{"a": NaN}'],
    ids=["empty", "open", "quotes", "deep", "lone", "nan"],
)
def test_a_text_that_is_no_json_gives_findings(text: str) -> None:
    assert {finding.code for finding in iamscope.validate_policy(text)} == {"JSON_SYNTAX_ERROR"}


@pytest.mark.parametrize("text", ["null", "[]", '"x"', "1", "{}"])
def test_json_that_is_no_policy_gives_findings(text: str) -> None:
    assert iamscope.validate_policy(text)


@pytest.mark.parametrize("kind", ["identity", "IDENTITY_POLICY", "Boundary", "session"])
def test_types_that_are_written_like_identity_policies(kind: str) -> None:
    assert [finding.code for finding in iamscope.validate_policy(POLICY, policy_type=kind)] == ["INVALID_ACTION"]


def test_the_resource_type_of_a_role_makes_a_trust_policy() -> None:
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}

    def codes(resource_type: str | None) -> set[str]:
        found = iamscope.validate_policy(trust, policy_type="RESOURCE_POLICY", resource_type=resource_type)
        return {finding.code for finding in found}

    assert "MISSING_RESOURCE" in codes("AWS::S3::Bucket")
    assert "MISSING_RESOURCE" not in codes("AWS::IAM::AssumeRolePolicyDocument")


@pytest.mark.parametrize("kind", ["", "user", "IDENTITY", "identity_policy"])
def test_an_unknown_type(kind: str) -> None:
    if kind == "IDENTITY":  # case does not matter for our own spellings
        assert iamscope.validate_policy(POLICY, policy_type=kind)
        return
    with pytest.raises(ValueError, match="PolicyType"):
        iamscope.validate_policy(POLICY, policy_type=kind)


def test_any_mapping_will_do() -> None:
    assert iamscope.validate_policy(MappingProxyType(POLICY))[0].code == "INVALID_ACTION"


def test_public_names() -> None:
    for name in iamscope.__all__:
        assert getattr(iamscope, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = iamscope.nothing


def test_no_stack_left_is_no_clean_policy() -> None:
    nested = '{"Statement": ' + "[" * 490 + "]" * 490 + "}"

    def called_from(depth: int) -> list[iamscope.Finding]:
        return called_from(depth - 1) if depth else iamscope.validate_policy(nested)

    expected = [finding.code for finding in iamscope.validate_policy(nested)]
    assert expected
    try:
        found = called_from(sys.getrecursionlimit() - len(inspect.stack()) - 300)
    except RecursionError:
        return
    assert [finding.code for finding in found] == expected

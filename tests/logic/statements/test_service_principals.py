"""Which services are held to the keys that say whom they call for."""

import json
from typing import Any

import pytest

from iamscope.logic.facts import facts
from iamscope.logic.statements.service_principals import sends_source_keys, unguarded_services
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.spec import load
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.document import Document


def statement(service: Any, action: Any, condition: Any = None, effect: str = "Allow") -> Statement:
    value = {"Effect": effect, "Principal": {"Service": service}, "Action": action, "Condition": condition or {}}
    document = Document.from_text(Source("policy.json", json.dumps({"Statement": value})))
    return Policy(document.value, document.root, PolicyType.RESOURCE).statements[0]


@pytest.mark.parametrize(
    ("service", "called", "expected"),
    [
        ("cloudtrail.amazonaws.com", "s3", True),
        ("CloudTrail.amazonaws.com", "s3", True),
        ("cloudtrail.amazonaws.com", "sqs", False),
        ("config.amazonaws.com.cn", "s3", True),
        ("logs.us-east-1.amazonaws.com", "lambda", True),
        ("logs.amazonaws.com", "lambda", True),
        ("logs.a.b.amazonaws.com", "lambda", False),
        ("logs..amazonaws.com", "lambda", False),
        ("logs.amazonaws.com.evil.com", "lambda", False),
        ("ec2.amazonaws.com", "s3", False),
        ("events.amazonaws.com", "sns", False),
        ("events.amazonaws.com", "sqs", True),
        ("", "s3", False),
    ],
)
def test_sends_source_keys(service: str, called: str, expected: bool) -> None:
    (principal,) = statement(service, "s3:GetObject").principals
    assert sends_source_keys(principal, frozenset({called})) is expected


@pytest.mark.parametrize(
    ("condition", "guarded"),
    [
        ({}, False),
        ({"StringEquals": {"aws:Referer": "111122223333"}}, False),
        ({"Null": {"aws:SourceArn": "false"}}, False),
        ({"StringEquals": {"AWS:sourceaccount": "111122223333"}}, True),
        ({"ArnLikeIfExists": {"aws:SourceArn": "*"}}, True),
        ({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/*"}}, True),
        ({"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "*"}}, True),
    ],
)
def test_unguarded_services(condition: Any, guarded: bool) -> None:
    found = unguarded_services(statement("cloudtrail.amazonaws.com", "s3:PutObject", condition))
    assert [principal.value for principal in found] == ([] if guarded else ["cloudtrail.amazonaws.com"])


def test_denied_services_need_no_guard() -> None:
    assert not list(unguarded_services(statement("cloudtrail.amazonaws.com", "s3:PutObject", effect="Deny")))


def test_the_called_services_exist() -> None:
    spec = load()
    for name, entry in facts("facts/source-keys")["principals"].items():
        assert name == name.replace("${Region}", "").lower() or "${Region}" in name
        assert all(spec.service(prefix) is not None for prefix in entry["services"]), name

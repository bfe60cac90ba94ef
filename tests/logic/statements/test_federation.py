"""What a federated principal names, and which condition keys are claims of its issuer."""

from typing import Any

import pytest

from iamscope.logic.statements.federation import (
    audience_conditions,
    claims,
    claims_by_issuer,
    known_place,
    oidc_principals,
    provider_of,
)
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.document import Document


def statement(principal: Any, condition: Any = None) -> Statement:
    import json

    value = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition or {}}
    document = Document.from_text(Source("policy.json", json.dumps({"Statement": [value]})))
    return Policy(document.value, document.root, PolicyType.TRUST).statements[0]


@pytest.mark.parametrize(
    ("value", "kind", "issuer"),
    [
        ("accounts.google.com", "oidc", "accounts.google.com"),
        ("Cognito-identity.amazonaws.com", "oidc", "cognito-identity.amazonaws.com"),
        ("idp.example.com:8443/tenants/1", "oidc", "idp.example.com:8443/tenants/1"),
        ("arn:aws:iam::111122223333:oidc-provider/idp.example.com/", "oidc", "idp.example.com"),
        ("arn:aws-cn:iam::111122223333:oidc-provider/Example.com/A", "oidc", "example.com/a"),
        ("arn:aws:iam::111122223333:oidc-provider/*", "oidc", ""),
        ("arn:aws:iam::\ufffc:oidc-provider/idp.example.com", "oidc", "idp.example.com"),
        ("arn:aws:iam::111122223333:oidc-provider/\ufffc", "oidc", ""),
        ("arn:aws:iam::111122223333:saml-provider/idp", "saml", ""),
        ("arn:aws:iam::111122223333:saml-provider/", "", ""),
        ("arn:aws:iam::111122223333:role/app", "", ""),
        ("arn:aws:sts::111122223333:saml-provider/idp", "", ""),
        ("arn:aws:iam", "", ""),
        ("https://accounts.google.com", "", ""),
        ("${var.provider}", "", ""),
        ("my idp", "", ""),
        ("localhost", "", ""),
        ("*", "", ""),
        ("", "", ""),
    ],
)
def test_provider(value: str, kind: str, issuer: str) -> None:
    (principal,) = statement({"Federated": value}).principals
    assert provider_of(principal) == (kind, issuer)


def test_other_principals_are_no_providers() -> None:
    assert [provider_of(principal) for principal in statement({"AWS": "*", "Service": "a.b.com"}).principals] == [
        None,
        None,
    ]


def test_oidc_principals_have_a_known_issuer() -> None:
    federated = ["arn:aws:iam::111122223333:oidc-provider/a.example.com", "arn:aws:iam::1:oidc-provider/*", "x"]
    assert [provider.issuer for _, provider in oidc_principals(statement({"Federated": federated}))] == [
        "a.example.com"
    ]


CONDITION = {
    "StringEquals": {
        "IDP.example.com/1:Sub": "a",
        "idp.example.com/1/:aud": "b",
        "idp.example.com:sub": "c",
        "idp.example.com/1:https://example.com/group": "d",
        "idp.example.com:8443/1:sub": "e",
        "idp.example.com/11:sub": "f",
    }
}


class TestClaims:
    def test_are_those_of_one_issuer(self) -> None:
        found = claims(statement("*", CONDITION), "idp.example.com/1")
        assert [(claim, condition.values[0].value) for claim, condition in found] == [
            ("sub", "a"),
            ("aud", "b"),
            ("https://example.com/group", "d"),
        ]

    def test_are_the_same_when_found_for_all_issuers(self) -> None:
        one = statement("*", CONDITION)
        found = claims_by_issuer(one)
        for issuer in ("idp.example.com/1", "idp.example.com:8443/1", "idp.example.com/11"):
            assert found[issuer] == list(claims(one, issuer))
        assert "idp.example.com/2" not in found


def test_audience_conditions_are_those_of_the_principals() -> None:
    one = statement(
        {"Federated": ["accounts.google.com", "arn:aws:iam::111122223333:oidc-provider/idp.example.com"]},
        {"StringEquals": {"accounts.google.com:aud": "a", "idp.example.com:AUD": "b", "gitlab.com:aud": "c"}},
    )
    assert [condition.values[0].value for condition in audience_conditions(one)] == ["a", "b"]
    assert [condition.values[0].value for condition in audience_conditions(one, custom=True)] == ["b"]


def test_what_is_true_of_a_principal_has_a_known_place() -> None:
    known, unknown = statement(
        {"Federated": [f"arn:aws:iam::{account}:oidc-provider/a.example.com" for account in ("111122223333", "\ufffc")]}
    ).principals
    assert known_place(known) == known.place
    assert known_place(unknown).path(unknown.statement.place) == (("key", "Principal"),)

"""Whom a subject with wildcards lets in, and what is known of shared issuers."""

import json

import pytest

from iamscope.logic.facts import facts
from iamscope.logic.statements.oidc_issuers import admits_strangers, is_open, is_positive, shared_issuer
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Condition, Policy
from iamscope.syntax.document import Document


def condition(operator: str, value: str) -> Condition:
    text = json.dumps({"Statement": {"Condition": {operator: {"issuer.example.com:sub": value}}}})
    document = Document.from_text(Source("policy.json", text))
    return Policy(document.value, document.root, PolicyType.TRUST).statements[0].conditions[0]


GITHUB = "token.actions.githubusercontent.com"
EKS = "oidc.eks.eu-central-1.amazonaws.com/id/example"


@pytest.mark.parametrize(
    ("issuer", "subject", "wide"),
    [
        (GITHUB, "*", True),
        (GITHUB, "repo:*", True),
        (GITHUB, "repo:*/app:ref:refs/heads/main", True),
        (GITHUB, "*:ref:refs/heads/main", True),
        (GITHUB, "repo:exam*", True),
        (GITHUB, "repo:example*/app:*", True),
        (GITHUB, "repo:exampl?/app:*", True),
        (GITHUB, "repo:example/*", False),
        (GITHUB, "repo:example/app:*", False),
        (GITHUB, "repo:example/app:ref:refs/heads/main", False),
        (GITHUB, "repository_id:123:*", False),
        (GITHUB, "repo:${var.owner}*", False),
        (GITHUB, "repo:" + "?" * 5000, False),
        ("gitlab.com", "project_path:example/*:ref_type:branch:ref:main", False),
        ("gitlab.com", "project_path:*:ref_type:branch:ref:main", True),
        ("app.terraform.io", "organization:example:*", False),
        ("app.terraform.io", "organization:example*", True),
        ("accounts.google.com", "*", True),
        ("accounts.google.com", "1234*", False),
        (EKS, "*", True),
        (EKS, "system:serviceaccount:*", True),
        (EKS, "system:serviceaccount:*:*", True),
        (EKS, "system:serviceaccount:*:app", False),
        (EKS, "system:serviceaccount:web*", False),
        (EKS, "system:serviceaccount:web:*", False),
    ],
)
def test_admits_strangers(issuer: str, subject: str, wide: bool) -> None:
    known = shared_issuer(issuer)
    assert known is not None
    like = condition("StringLike", subject)
    assert admits_strangers(like.values[0], like, known) is wide
    exact = condition("StringEquals", subject)
    assert not admits_strangers(exact.values[0], exact, known)


@pytest.mark.parametrize(
    "issuer",
    ["idp.example.com", "oidc.circleci.com/org/1", f"{GITHUB}/example", "oidc.eks.us-east-1.amazonaws.com", "x" * 9999],
)
def test_an_issuer_of_one_party_is_not_shared(issuer: str) -> None:
    assert shared_issuer(issuer) is None


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("StringLike", "*", True),
        ("StringLike", "?**", True),
        ("ArnLike", "*", True),
        ("StringLike", "a*", False),
        ("StringLike", "", False),
        ("StringEquals", "*", False),
    ],
)
def test_is_open(operator: str, value: str, expected: bool) -> None:
    one = condition(operator, value)
    assert is_open(one.values[0], one) is expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", True),
        ("ForAnyValue:StringLikeIfExists", True),
        ("StringNotLike", False),
        ("Null", False),
        ("StringEqual", False),
    ],
)
def test_is_positive(operator: str, expected: bool) -> None:
    assert is_positive(condition(operator, "a")) is expected


def test_facts_say_where_they_come_from() -> None:
    for name in ("facts/oidc-issuers", "facts/source-keys", "facts/irrelevant-keys"):
        assert facts(name)["source"]
        assert facts(name)["as_of"]
    for entry in [*facts("facts/oidc-issuers")["issuers"].values(), *facts("facts/source-keys")["principals"].values()]:
        assert entry["source"].startswith("https://")

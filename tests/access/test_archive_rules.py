"""Archive rules: which findings are accepted."""

from __future__ import annotations

import pytest

from iamscope.access.archive_rules import ArchiveRule, Criterion, archiving, is_key

ROW = {
    "resource": "arn:aws:iam::111122223333:role/aws-reserved/sso",
    "isPublic": False,
    "principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/AWSSSO_1"},
    "condition": {"SAML:aud": "https://signin.aws.amazon.com/saml"},
    "kind": "ExternalAccess",
}


@pytest.mark.parametrize(
    ("key", "criterion", "archived"),
    [
        ("principal.Federated", Criterion(contains=("saml-provider/AWSSSO",)), True),
        ("principal.Federated", Criterion(contains=("okta", "AWSSSO")), True),
        ("principal.Federated", Criterion(contains=("okta",)), False),
        ("principal.AWS", Criterion(contains=("1",)), False),
        ("principal.AWS", Criterion(exists=False), True),
        ("principal.AWS", Criterion(exists=True), False),
        ("principal.AWS", Criterion(neq=("999988887777",)), True),
        ("isPublic", Criterion(eq=("false",)), True),
        ("isPublic", Criterion(neq=("false",)), False),
        ("condition.saml:AUD", Criterion(exists=True), True),
        ("kind", Criterion(eq=("OidcTrust", "ExternalAccess")), True),
        ("resource", Criterion(contains=("sso",), neq=("arn:aws:iam::111122223333:role/aws-reserved/sso",)), False),
    ],
)
def test_one_criterion(key: str, criterion: Criterion, archived: bool) -> None:
    assert ArchiveRule("rule", {key: criterion}).archives(ROW) is archived


def test_all_criteria_must_hold() -> None:
    public = Criterion(eq=("true",))
    assert not ArchiveRule("rule", {"resource": Criterion(contains=("sso",)), "isPublic": public}).archives(ROW)


def test_the_first_rule_that_fits_counts() -> None:
    fits, fits_not = {"isPublic": Criterion(eq=("false",))}, {"isPublic": Criterion(eq=("true",))}
    rules = [ArchiveRule("no", fits_not), ArchiveRule("first", fits), ArchiveRule("second", fits)]
    found = archiving(rules, ROW)
    assert found is not None
    assert found.name == "first"
    assert archiving([], ROW) is None


def test_a_rule_without_criteria_archives_nothing() -> None:
    assert not ArchiveRule("empty").archives(ROW)


def test_keys() -> None:
    assert is_key("condition.aws:SourceVpc")
    assert not is_key("condition.")
    assert not is_key("status")

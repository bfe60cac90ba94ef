"""No finding is made of a value that could be anything."""

import json

import pytest

from iamscope.engine import RuleSet, check_policy
from iamscope.findings import FindingType
from iamscope.policy_types import PolicyType
from iamscope.rule import AnyRule, report, rule
from iamscope.rules import Report, Statement
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import HOLE, UNKNOWN, has_hole, is_unknown


def make_rule(finding_type: FindingType, needs: tuple[str, ...] | None = None, key: bool = False) -> AnyRule:
    @rule("TEST", finding_type, summary="test", on=Statement, needs=needs)
    def check(statement: Statement) -> list[Report]:
        action = statement.element("Action")
        assert action is not None
        return [report(action.place.key if key else action, message="m", help="h")]

    return check


def codes(policy: object, checked_by: AnyRule) -> list[str]:
    document = Document.from_text(Source("policy", json.dumps(policy)))
    policy_type = PolicyType.IDENTITY
    findings = check_policy(Policy(document.value, document.root, policy_type), RuleSet([checked_by]))
    return [finding.code for finding in findings]


def statement(**elements: object) -> dict[str, object]:
    return {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | elements]}


@pytest.mark.parametrize(
    "action", [UNKNOWN, f"s3:{HOLE}", {"Ref": "Action"}, {"Fn::Sub": "s3:${Action}"}], ids=["all", "part", "Ref", "Sub"]
)
def test_nothing_is_reported_at_a_hole(action: object) -> None:
    assert codes(statement(Action=action), make_rule(FindingType.ERROR)) == []


def test_a_name_may_have_a_hole_while_its_value_has_none() -> None:
    policy = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", f"{HOLE}": "*"}]}
    assert codes(policy, make_rule(FindingType.ERROR)) == ["TEST"]
    assert codes(policy, make_rule(FindingType.WARNING)) == []


def test_a_known_name_of_an_unknown_value_can_be_reported() -> None:
    assert codes(statement(Action=UNKNOWN), make_rule(FindingType.ERROR, key=True)) == ["TEST"]


@pytest.mark.parametrize(
    "unknown",
    [
        {"Condition": UNKNOWN},
        {"Condition": {"StringEquals": UNKNOWN}},
        {"Condition": {"StringEquals": {f"aws:{HOLE}": "a"}}},
        {"Condition": {"StringEquals": {"aws:SourceAccount": ["1", UNKNOWN]}}},
        {"NotPrincipal": {"AWS": UNKNOWN}},
        {"Resource": ["*", f"arn:aws:s3:::{HOLE}"]},
        {"Effect": UNKNOWN},
    ],
    ids=str,
)
def test_only_errors_are_reported_of_a_statement_that_is_not_all_known(unknown: dict[str, object]) -> None:
    policy = statement(**unknown)
    assert codes(policy, make_rule(FindingType.ERROR)) == ["TEST"]
    assert codes(policy, make_rule(FindingType.WARNING)) == []
    assert codes(policy, make_rule(FindingType.SECURITY_WARNING)) == []
    assert codes(policy, make_rule(FindingType.WARNING, needs=())) == ["TEST"]


def test_a_rule_may_need_single_elements() -> None:
    policy = statement(Resource=UNKNOWN)
    assert codes(policy, make_rule(FindingType.WARNING, needs=("Condition",))) == ["TEST"]
    assert codes(policy, make_rule(FindingType.ERROR, needs=("Resource",))) == []


def test_an_unknown_statement_makes_the_policy_unknown() -> None:
    known = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    assert codes({"Statement": [known, UNKNOWN]}, make_rule(FindingType.WARNING)) == []
    assert codes({"Statement": [known, UNKNOWN]}, make_rule(FindingType.WARNING, needs=("Action",))) == ["TEST"]


def test_another_statement_may_be_unknown_in_parts() -> None:
    known = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    assert codes({"Statement": [known, known | {"Condition": UNKNOWN}]}, make_rule(FindingType.WARNING)) == ["TEST"]


def test_what_is_unknown() -> None:
    assert is_unknown(UNKNOWN)
    assert not is_unknown(f"a{HOLE}")
    assert has_hole([f"a{HOLE}"])
    assert not has_hole(["a", True, None])

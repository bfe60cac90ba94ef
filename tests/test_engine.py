"""Rules meet the nodes that they are about, and a rule that raises hides nothing."""

import json
from collections.abc import Iterator

import pytest

from iamscope.engine import INTERNAL_ERROR, RuleSet, check_policy, check_syntax
from iamscope.findings import Finding, FindingType
from iamscope.policy_types import PolicyType
from iamscope.rule import AnyRule, Report, report, rule
from iamscope.source import Source
from iamscope.syntax.ast import ActionPattern, Policy, Statement
from iamscope.syntax.document import Document
from iamscope.syntax.syntax_problems import SyntaxProblem


@rule("B_STATEMENT", FindingType.WARNING, summary="seen", on=Statement)
def statements(statement: Statement) -> Iterator[Report]:
    yield report(statement, message="seen", help="none")


@rule("A_ACTION", FindingType.ERROR, summary="seen", on=ActionPattern, policy_types={PolicyType.IDENTITY})
def actions(action: ActionPattern) -> Iterator[Report]:
    yield report(action, message=f"`{action.value}`", help="none", related=[action.statement])


@rule("RAISES", FindingType.SUGGESTION, summary="raises", on=Statement)
def raises(statement: Statement) -> Iterator[Report]:
    yield report(statement, message="before", help="none")
    raise ValueError("no\nway")


@rule("SYNTAX_RAISES", FindingType.ERROR, summary="raises", on=SyntaxProblem)
def syntax_raises(problem: SyntaxProblem) -> Iterator[Report]:
    yield Report(str(1 // 0), (), "none", span=problem.span)


def findings(value: object, *rules: AnyRule, policy_type: PolicyType = PolicyType.IDENTITY) -> list[Finding]:
    document = Document.from_text(Source("x.json", json.dumps(value)))
    return check_policy(Policy(document.value, document.root, policy_type), RuleSet(rules))


TWO = {"Statement": [{"Action": ["b:c", "a:d"]}, {"Action": "e:f"}]}


def test_findings_are_in_order_of_place_then_code() -> None:
    found = findings(TWO, statements, actions)
    assert [(finding.code, finding.message) for finding in found] == [
        ("B_STATEMENT", "seen"),
        ("A_ACTION", "`b:c`"),
        ("A_ACTION", "`a:d`"),
        ("B_STATEMENT", "seen"),
        ("A_ACTION", "`e:f`"),
    ]
    assert found == sorted(found, key=lambda finding: finding.span.start)
    assert found[1].related[0].span == found[0].span


@pytest.mark.parametrize(
    ("policy_type", "codes"),
    [
        (PolicyType.IDENTITY, {"A_ACTION", "B_STATEMENT"}),
        (PolicyType.BOUNDARY, {"A_ACTION", "B_STATEMENT"}),  # written like an identity policy
        (PolicyType.SCP, {"B_STATEMENT"}),
    ],
)
def test_rules_declare_the_types_that_they_are_for(policy_type: PolicyType, codes: set[str]) -> None:
    assert {finding.code for finding in findings(TWO, statements, actions, policy_type=policy_type)} == codes


def test_a_rule_that_raises_is_a_finding_and_hides_nothing() -> None:
    found = findings({"Statement": {"Action": "a:b"}}, raises, actions)
    assert [(finding.code, finding.finding_type) for finding in found] == [
        (INTERNAL_ERROR, "ERROR"),
        ("RAISES", "SUGGESTION"),
        ("A_ACTION", "ERROR"),
    ]
    assert found[0].message == "rule `RAISES` failed here: ValueError: no\nway"
    assert found[0].span.text == '{"Action": "a:b"}'


def test_a_rule_of_syntax_that_raises() -> None:
    (finding,) = check_syntax(Source("x", "{"), PolicyType.IDENTITY, RuleSet([syntax_raises]))
    assert (finding.code, finding.span.text) == (INTERNAL_ERROR, "{")


def test_a_text_that_is_no_json_meets_no_other_rule() -> None:
    assert check_syntax(Source("x", "{"), PolicyType.IDENTITY, RuleSet([statements])) == []

"""Runs to render: policies checked with a few rules, so that new rules change nothing here."""

import os
from collections.abc import Callable, Sequence

import pytest

from iamscope import packs
from iamscope.accepted.identity import identified, unplaced
from iamscope.engine import RuleSet, check_policy, check_syntax
from iamscope.findings import Finding, FindingType, Fix, Location
from iamscope.paths import data_dir
from iamscope.policy_types import PolicyType
from iamscope.render import Style, renderer
from iamscope.results import InputProblem, PolicyResult, Run
from iamscope.source import Source, Span
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import NotJsonError

FILES = ("structure/json_syntax_error.py", "effects/missing_effect.py", "redundancy/redundant_action.py")
RULES = {
    rule.code: rule for rule in (packs._rule(os.path.join(data_dir("rules"), file), "tests.render") for file in FILES)
}
RULE_SET = RuleSet(RULES.values())

POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Action": "s3:GetObject", "Resource": "*"},
    {
      "Effect": "Allow",
      "Action": ["ec2:Describe*", "ec2:RunInstances", "ec2:DescribeVpcs"],
      "Resource": "*"
    }
  ]
}
"""

Check = Callable[..., PolicyResult]
MakeRun = Callable[..., Run]
MakeFinding = Callable[..., Finding]
RunOf = Callable[..., Run]
Render = Callable[..., str]


def _check(path: str, text: str = POLICY, policy_type: PolicyType = PolicyType.IDENTITY) -> PolicyResult:
    source = Source(path, text)
    try:
        document = Document.from_text(source)
    except NotJsonError:
        findings = unplaced(check_syntax(source, policy_type, RULE_SET))
    else:
        policy = Policy(document.value, document.root, policy_type)
        findings = identified(policy, check_policy(policy, RULE_SET))
    return PolicyResult(path, "", policy_type, None, "command line", tuple(findings))


def _run(*policies: PolicyResult, problems: Sequence[InputProblem] = ()) -> Run:
    files = len({policy.path for policy in policies})
    return Run(policies, tuple(problems), RULES, files, "1.2.3", "2026-01-02")


def _finding(
    text: str,
    *places: tuple[int, int, str],
    path: str = "policy.json",
    code: str = "MISSING_EFFECT",
    finding_type: FindingType = FindingType.ERROR,
    message: str = "this is wrong",
    help: str = "mend it",
    fix: Fix | None = None,
) -> Finding:
    source = Source(path, text)
    locations = tuple(Location((), Span(source, start, end), label) for start, end, label in places)
    return Finding(code, finding_type, message, help, locations, fix)


def _render(format: str, run: Run, style: Style | None = None) -> str:
    return "".join(renderer(format)(run, style or Style()))


@pytest.fixture
def check() -> Check:
    """Checks a policy text: `check(path, text, policy_type)`."""
    return _check


@pytest.fixture
def make_run() -> MakeRun:
    """A run of policies: `make_run(*policies, problems=…)`."""
    return _run


@pytest.fixture
def make_finding() -> MakeFinding:
    """A finding at places (start, end, label) of a text."""
    return _finding


@pytest.fixture
def render() -> Render:
    """What a format makes of a run: `render(format, run, style)`."""
    return _render


@pytest.fixture
def run_of() -> RunOf:
    """A run of one policy that has these findings."""

    def make(*findings: Finding, path: str = "policy.json", type_from: str = "command line") -> Run:
        return _run(PolicyResult(path, "", PolicyType.IDENTITY, None, type_from, findings))

    return make


@pytest.fixture
def policy_text() -> str:
    """A policy with an error in its first statement and a suggestion in its second."""
    return POLICY

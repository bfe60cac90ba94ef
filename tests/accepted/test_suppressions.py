"""Suppressions: what comments, metadata of templates and the configuration reach, and what is said of them."""

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from iamscope import packs
from iamscope.accepted.suppressing import Suppressor, no_suppressions
from iamscope.accepted.suppressions import (
    ConfiguredUse,
    EntryError,
    Suppression,
    SuppressionKind,
    read_comment,
    read_entry,
)
from iamscope.checking import Checker
from iamscope.engine import RuleSet
from iamscope.inputs.discover import FoundFile
from iamscope.results import FileResult
from iamscope.source import Source, Span

CODE = "PASS_ROLE_WITH_STAR_IN_RESOURCE"
RULES = packs.built_in()
DOCS = Path(__file__).parents[2] / "docs" / "suppressions.md"
TODAY = date(2026, 11, 24)
NOWHERE = Span(Source("iamscope.toml", ""), 0, 0)


def check(name: str, text: str, *configured: Suppression, codes: Sequence[str] = tuple(RULES)) -> FileResult:
    suppressor = Suppressor(frozenset(RULES), lambda _: list(enumerate(configured)), today=lambda: TODAY)
    checker = Checker(RuleSet(RULES[code] for code in codes), suppressor=suppressor)
    result = checker.check_bytes(text.encode(), FoundFile(name, True))
    assert result.problem is None
    return result


def suppressed_lines(result: FileResult, code: str = CODE) -> list[int]:
    return [
        item.finding.span.start_position.line
        for policy in result.policies
        for item in policy.aside
        if item.finding.code == code
    ]


def reported_lines(result: FileResult, code: str = CODE) -> list[int]:
    return [
        finding.span.start_position.line
        for policy in result.policies
        for finding in policy.findings
        if finding.code == code
    ]


def remarks(result: FileResult) -> list[tuple[str, int]]:
    return [(finding.code, finding.span.start_position.line) for finding in result.remarks]


YAML = """\
Version: "2012-10-17"
Statement:
  - Effect: Allow
    Action: iam:PassRole
    Resource: "*"
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("iam:PassRole", f"iam:PassRole # iamscope: ignore[{CODE}]", id="on the line"),
        pytest.param("    Action", f"    # iamscope: ignore[{CODE}] why\n    Action", id="above the element"),
        pytest.param("  - Effect", f"  # iamscope: ignore[{CODE}]\n  - Effect", id="above the statement"),
        pytest.param("  - Effect", f"  - # iamscope: ignore[{CODE}]\n    Effect", id="behind the dash"),
        pytest.param("Statement:", f"Statement: # iamscope: ignore[{CODE}]", id="behind what opens"),
        pytest.param("Statement:", f"# iamscope: ignore[{CODE}]\nStatement:", id="above the statements"),
        pytest.param("  - Eff", f"  # iamscope: ignore[{CODE}]\n  # another\n  - Eff", id="a comment in between"),
        pytest.param("iam:PassRole", f"iam:PassRole # noqa # iamscope: ignore[{CODE}] why", id="other tools"),
        pytest.param("  - Eff", f"  # a\n  # IAMscope:ignore[ x, {CODE.lower()} ]\n  - Eff", id="spelling"),
        pytest.param("Action: iam:PassRole", f"Action: [ # iamscope: ignore[{CODE}]\n      iam:PassRole]", id="list"),
    ],
)
def test_yaml_comments_that_reach(old: str, new: str) -> None:
    result = check("policy.yaml", YAML.replace(old, new))
    assert (len(suppressed_lines(result)), reported_lines(result)) == (1, [])
    assert [code for code, _ in remarks(result)] in ([], ["INVALID_SUPPRESSION"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Effect: Allow", f"Effect: Allow # iamscope: ignore[{CODE}]", id="another line"),
        pytest.param("    Resource", f"    # iamscope: ignore[{CODE}]\n    Resource", id="above another"),
        pytest.param("    Action", f"    # iamscope: ignore[{CODE}]\n\n    Action", id="an empty line between"),
        pytest.param("Version:", f"# iamscope: ignore[{CODE}]\nVersion:", id="on top of the file"),
        pytest.param('    Resource: "*"\n', f'    Resource: "*"\n# iamscope: ignore[{CODE}]\n', id="at the end"),
    ],
)
def test_yaml_comments_that_do_not_reach(old: str, new: str) -> None:
    result = check("policy.yaml", YAML.replace(old, new))
    assert (suppressed_lines(result), len(reported_lines(result))) == ([], 1)
    assert [code for code, _ in remarks(result)] == ["UNUSED_SUPPRESSION"]


@pytest.mark.parametrize(
    "new",
    [
        f'"# iamscope: ignore[{CODE}]"',
        f"x#iamscope:ignore[{CODE}]",
        f"|\n      # iamscope: ignore[{CODE}]\n      y",
        f"'it''s # iamscope: ignore[{CODE}]'",
    ],
)
def test_what_is_no_comment_in_yaml(new: str) -> None:
    text = f"Id: {new}\n{YAML}"
    result = check("policy.yaml", text)
    assert len(reported_lines(result)) == 1
    assert remarks(result) == []


HCL = """\
data "aws_iam_policy_document" "deploy" {
  statement {
    actions = [
      "s3:GetObject",
      "iam:PassRole",
    ]
    resources = ["*"]
  }
}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"iam:PassRole",', f'"iam:PassRole", # iamscope: ignore[{CODE}] why', id="on the line"),
        pytest.param('      "iam', f'      // iamscope: ignore[{CODE}]\n      "iam', id="above the item"),
        pytest.param("actions = [", f"actions = [ /* iamscope: ignore[{CODE}] */", id="behind what opens"),
        pytest.param("  statement", f"  # iamscope: ignore[{CODE}]\n  statement", id="above the statement"),
        pytest.param("  statement {", f"  statement {{ # iamscope: ignore[{CODE}]", id="behind the brace"),
        pytest.param("data", f"# iamscope: ignore[{CODE}]\ndata", id="above the block"),
    ],
)
def test_hcl_comments_that_reach(old: str, new: str) -> None:
    result = check("main.tf", HCL.replace(old, new, 1))
    assert (len(suppressed_lines(result)), reported_lines(result)) == (1, [])
    assert remarks(result) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"s3:GetObject",', f'"s3:GetObject", # iamscope: ignore[{CODE}]', id="another line"),
        pytest.param("    resources", f"    # iamscope: ignore[{CODE}]\n    resources", id="above another"),
    ],
)
def test_hcl_comments_that_do_not_reach(old: str, new: str) -> None:
    result = check("main.tf", HCL.replace(old, new, 1))
    assert len(reported_lines(result)) == 1
    assert [code for code, _ in remarks(result)] == ["UNUSED_SUPPRESSION"]


@pytest.mark.parametrize("text", [f'"# iamscope: ignore[{CODE}]"', f"<<EOT\n# iamscope: ignore[{CODE}]\nEOT"])
def test_what_is_no_comment_in_hcl(text: str) -> None:
    result = check("main.tf", f"locals {{\n  x = {text}\n}}\n{HCL}")
    assert len(reported_lines(result)) == 1
    assert remarks(result) == []


def test_one_comment_reaches_into_a_policy_in_a_text() -> None:
    inner = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}}'
    text = f"a:\n  # iamscope: ignore[{CODE}] why\n  policy: |\n    {inner}\n  other: |\n    {inner}\n"
    result = check("values.yaml", text)
    assert (suppressed_lines(result), reported_lines(result)) == ([4], [6])


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("iamscope: ignore", "no code is named"),
        ("iamscope: ignore[]", "no code is named"),
        ("iamscope: ignore[PASS_ROLE_*]", "`PASS_ROLE_*` is no code"),
        ("iamscope: ignore[PASSROLE]", "no finding has the code `PASSROLE`"),
        (f"iamscope: ignore[{CODE}, expires=2026-02-30]", "`2026-02-30` is no date such as `2030-12-31`"),
        (f"iamscope: ignore[{CODE}, expires=soon]", "`soon` is no date such as `2030-12-31`"),
    ],
)
def test_a_comment_that_cannot_be_followed(comment: str, words: str) -> None:
    result = check("policy.yaml", YAML.replace("iam:PassRole", f"iam:PassRole # {comment}"))
    assert len(reported_lines(result)) == 1
    assert [(finding.code, finding.message) for finding in result.remarks] == [("INVALID_SUPPRESSION", words)]
    assert result.remarks[0].span.text == f"# {comment}"


@pytest.mark.parametrize("comment", ["iamscope is a linter", "see iamscope: it ignores", "ignore[X]", "noqa"])
def test_other_comments(comment: str) -> None:
    assert read_comment(comment, NOWHERE, NOWHERE) is None


@pytest.mark.parametrize(("expires", "holds"), [("2026-11-24", True), ("2026-11-25", True), ("2026-11-23", False)])
def test_expiry(expires: str, holds: bool) -> None:
    text = YAML.replace("iam:PassRole", f"iam:PassRole # iamscope: ignore[{CODE}, expires={expires}] why")
    result = check("policy.yaml", text)
    assert len(suppressed_lines(result)) == holds
    assert remarks(result) == ([] if holds else [("EXPIRED_SUPPRESSION", 4)])


def template(metadata: object, on_top: object = None) -> str:
    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}}
    managed = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": policy}}
    top = {} if on_top is None else {"Metadata": {"iamscope": {"ignore": on_top}}}
    resources = {"A": {"Metadata": {"iamscope": {"ignore": metadata}}, **managed}, "B": managed}
    return json.dumps({**top, "Resources": resources}, indent=1)


ENTRY = {"code": CODE, "reason": "why"}


@pytest.mark.parametrize("metadata", [ENTRY, [ENTRY], [{"codes": [CODE], "reason": "why", "resource": "*"}]])
def test_metadata_of_a_resource(metadata: object) -> None:
    result = check("template.json", template(metadata))
    assert (len(suppressed_lines(result)), len(reported_lines(result))) == (1, 1)
    [aside] = [item for policy in result.policies for item in policy.aside]
    assert aside.suppression is not None
    assert (aside.suppression.kind, aside.suppression.reason) == (SuppressionKind.IN_SOURCE, "why")
    assert remarks(result) == []


def test_metadata_of_a_template() -> None:
    result = check("template.json", template([], [ENTRY]))
    assert (len(suppressed_lines(result)), reported_lines(result)) == (2, [])


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("x", "it is no mapping with a `code` and a `reason`"),
        ({"code": CODE}, "there is no `reason`"),
        ({"code": CODE, "reason": " "}, "there is no `reason`"),
        ({"reason": "why"}, "no code is named"),
        ({**ENTRY, "expires": "31.12.2030"}, "`31.12.2030` is no date such as `2030-12-31`"),
        ({**ENTRY, "path": "a"}, "unknown key `path`"),
        ({**ENTRY, "sid": ["A"]}, "`sid` is no string"),
    ],
)
def test_metadata_that_cannot_be_followed(entry: object, words: str) -> None:
    result = check("template.json", template([entry]))
    assert len(reported_lines(result)) == 2
    assert [finding.message for finding in result.remarks] == [words]


def entry(**conditions: object) -> Suppression:
    written = {"code": CODE, "reason": "why", **conditions}
    return read_entry(written, SuppressionKind.EXTERNAL, NOWHERE)


POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "A", "Effect": "Allow", "Action": ["iam:PassRole", "s3:GetObject"], "Resource": "*"},
            {"Sid": "B", "Effect": "Allow", "Action": "iam:passrole", "Resource": ["*", "arn:aws:s3:::a"]},
        ],
    },
    indent=1,
)


@pytest.mark.parametrize(
    ("conditions", "sids"),
    [
        ({}, "AB"),
        ({"sid": "A"}, "A"),
        ({"sid": "a"}, ""),
        ({"action": "IAM:PassRole"}, "AB"),
        ({"action": "s3:GetObject"}, ""),  # the finding is at another action
        ({"action": "iam:*"}, ""),  # no pattern: as the policy writes it
        ({"resource": "*"}, "AB"),
        ({"resource": "arn:aws:s3:::a"}, "B"),
        ({"sid": "A", "resource": "arn:aws:s3:::a"}, ""),
        ({"expires": date(2026, 11, 23)}, ""),
    ],
)
def test_conditions_of_an_entry(conditions: dict[str, object], sids: str) -> None:
    result = check("policy.json", POLICY, entry(**conditions))
    lines = suppressed_lines(result)
    assert len(lines) == len(sids)
    assert len(reported_lines(result)) == 2 - len(sids)
    assert result.used == ({ConfiguredUse(0, CODE)} if sids else set())
    assert result.remarks == ()  # what there is to say of the configuration is said once a run


def test_an_entry_for_a_file_that_is_no_json() -> None:
    result = check("policy.json", '{"Statement": ', entry(code="JSON_SYNTAX_ERROR"))
    assert result.policies[0].findings == ()
    assert len(result.policies[0].aside) == 1
    result = check("policy.json", '{"Statement": ', entry(code="JSON_SYNTAX_ERROR", sid="A"))
    assert len(result.policies[0].findings) == 1


@pytest.mark.parametrize("expires", [1, True, "", "2026-11", "2026-11-24T00:00:00", [], "2026-11-240"])
def test_what_is_no_date(expires: object) -> None:
    with pytest.raises(EntryError) as error:
        entry(expires=expires)
    assert error.value.key == "expires"


def test_only_rules_of_the_run_are_asked_after() -> None:
    text = YAML.replace("iam:PassRole", "iam:PassRole # iamscope: ignore[INVALID_ACTION] why")
    assert remarks(check("policy.yaml", text)) == [("UNUSED_SUPPRESSION", 4)]
    assert remarks(check("policy.yaml", text, codes=[CODE, "UNUSED_SUPPRESSION"])) == []


def test_all_that_accept_a_finding_are_used() -> None:
    text = YAML.replace("iam:PassRole", f"iam:PassRole # iamscope: ignore[{CODE}] in the file")
    result = check("policy.yaml", text, entry())
    assert result.used == {ConfiguredUse(0, CODE)}
    assert remarks(result) == []
    [aside] = [item for policy in result.policies for item in policy.aside]
    assert aside.suppression is not None
    assert aside.suppression.reason == "in the file"


def test_nothing_is_followed_if_asked() -> None:
    text = YAML.replace("iam:PassRole", f"iam:PassRole # iamscope: ignore[{CODE}]")
    checker = Checker(RuleSet(RULES.values()), suppressor=Suppressor(written=no_suppressions))
    result = checker.check_bytes(text.encode(), FoundFile("policy.yaml", True))
    assert reported_lines(result) == [4]


def test_a_place_in_another_file_follows_the_suppressions_of_that(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_iam_policy" "a" {\n  policy = file("p.json")\n}\n', "utf-8")
    (tmp_path / "p.json").write_text(POLICY, "utf-8")
    suppressor = Suppressor(configured=lambda path: [(0, entry())] if path.endswith("p.json") else [])
    checker = Checker(RuleSet(RULES.values()), suppressor=suppressor)
    result = checker.check(FoundFile(str(tmp_path / "main.tf"), True))
    assert (len(suppressed_lines(result)), reported_lines(result)) == (2, [])


@pytest.mark.parametrize("text", re.findall(r"^```yaml\n(.*?)^```", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL))
def test_examples_of_the_documentation(text: str) -> None:
    result = check("template.yaml", text)
    assert [policy.findings for policy in result.policies] == [()]
    assert result.policies[0].aside
    assert result.remarks == ()


def test_a_file_has_so_many_suppressions_and_no_more() -> None:
    statement = f'  # iamscope: ignore[{CODE}]\n  - {{Effect: Allow, Action: iam:PassRole, Resource: "*"}}\n'
    result = check("policy.yaml", 'Version: "2012-10-17"\nStatement:\n' + statement * 1002)
    assert (len(suppressed_lines(result)), len(reported_lines(result))) == (1000, 2)
    assert remarks(result) == [("INVALID_SUPPRESSION", 2003)]


def test_suppressions_inside_each_other_are_all_used() -> None:
    text = YAML.replace("Statement:", f"Statement: # iamscope: ignore[{CODE}] outer").replace(
        "  - Effect", f"  # iamscope: ignore[{CODE}] middle\n  - Effect"
    )
    result = check("policy.yaml", text.replace("iam:PassRole", f"iam:PassRole # iamscope: ignore[{CODE}] inner"))
    assert remarks(result) == []
    [aside] = [item for policy in result.policies for item in policy.aside]
    assert aside.suppression is not None
    assert aside.suppression.reason == "outer"


def test_a_file_that_is_broken_in_part_is_not_asked() -> None:
    text = HCL.replace("data", "# iamscope: ignore[INVALID_ACTION]\ndata", 1)
    assert remarks(check("main.tf", text)) == [("UNUSED_SUPPRESSION", 1)]
    checker = Checker(RuleSet(RULES.values()))
    result = checker.check_bytes(f"{text}\nresource {{ = }} [\n".encode(), FoundFile("main.tf", True))
    assert result.problem is not None
    assert reported_lines(result)
    assert result.remarks == ()

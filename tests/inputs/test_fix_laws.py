"""However a policy is laid out: a fix changes what it says and nothing else, and a safe one keeps the meaning."""

import json

import fix_laws
import layouts
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope import check_no_new_access
from iamscope.syntax.json_value import Json, Object
from iamscope.syntax.json_writer import json_text


def _wrong(path: str, text: str) -> list[tuple[str, str]]:
    policies = fix_laws.read(path, text)
    found = ((fix.code, fix_laws.broken(path, text, fix, policies)) for fix in fix_laws.offered(policies))
    return [item for item in found if item[1]]


@settings(max_examples=150, deadline=None)
@given(st.data())
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_yaml(ends: str, data: st.DataObject) -> None:
    policy = data.draw(layouts.POLICIES)
    text = f"kind: Policy\nspec:{data.draw(layouts.yaml(policy))}after: 1\n".replace("\n", ends)
    assert [item.policy.value for item in fix_laws.read("p.yaml", text)] == [policy]
    assert _wrong("p.yaml", text) == []


@settings(max_examples=100, deadline=None)
@given(layouts.POLICIES, st.sampled_from([None, 1, 2]), st.sampled_from(["|", ">", "|-", "'", '"']))
def test_json_in_yaml(policy: Json, indent: int | None, style: str) -> None:
    written = json.dumps(json.loads(json_text(policy)), indent=indent)
    if style == '"':
        shown = " " + json.dumps(written)
    elif style == "'":
        shown = " '" + written.replace("'", "''").replace("\n", "\n    ") + "'"
    else:
        shown = f" {style}\n    " + written.replace("\n", "\n    ")
    text = f"spec:\n  policy:{shown}\n  after: 1\n"
    assert len(fix_laws.read("p.yaml", text)) == 1
    assert _wrong("p.yaml", text) == []


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_hcl(data: st.DataObject) -> None:
    policy = data.draw(layouts.POLICIES)
    text = f'resource "aws_iam_policy" "a" {{\n  policy = jsonencode({data.draw(layouts.hcl(policy))})\n}}\n'
    assert len(fix_laws.read("p.tf", text)) == 1
    assert _wrong("p.tf", text) == []


@settings(max_examples=60, deadline=None)
@given(layouts.POLICIES, st.sampled_from([None, 2]), st.sampled_from(["<<EOF\n", "<<-EOF\n"]))
def test_heredoc(policy: Json, indent: int | None, opening: str) -> None:
    written = json.dumps(json.loads(json_text(policy)), indent=indent).replace("${", "$${").replace("\n", "\n    ")
    text = f'resource "aws_iam_policy" "a" {{\n  policy = {opening}    {written}\n{"    " * ("-" in opening)}EOF\n}}\n'
    assert len(fix_laws.read("p.tf", text)) == 1
    assert _wrong("p.tf", text) == []


#: Fixes of what AWS takes as it is; others mend what means nothing yet.
_OF_VALID_POLICIES = frozenset(
    {
        *("EMPTY_OBJECT_CONDITION", "EMPTY_SID_VALUE", "EQUIVALENT_TO_NULL_FALSE", "EQUIVALENT_TO_NULL_TRUE"),
        *("REDUNDANT_ACTION", "REDUNDANT_RESOURCE", "REDUNDANT_CONDITION_VALUE", "MISSING_VERSION"),
        "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    }
)


def _spelt(value: Json) -> Json:
    """A policy without what AWS would not take."""
    words = {"allow": "Allow", "deny": "Deny", "effect": "Effect", "resource": "Resource", "a b": "ab"}
    if isinstance(value, Object):
        return Object((words.get(name, name), _spelt(item)) for name, item in value)
    if isinstance(value, list):
        return [_spelt(item) for item in value]
    return words.get(value, value) if isinstance(value, str) else value


@settings(max_examples=60, deadline=None)
@given(layouts.POLICIES)
def test_a_safe_fix_keeps_the_meaning(drawn: Json) -> None:
    policy = _spelt(drawn)
    text = f"spec: {json_text(policy)}\n"
    before = json_text(policy)
    for fix in fix_laws.offered(fix_laws.read("p.yaml", text)):
        if fix.planned.safe and fix.code in _OF_VALID_POLICIES:
            after = json_text(fix_laws.changed(fix_laws.read("p.yaml", text)[0].policy, fix.planned))
            for new, old in ((before, after), (after, before)):
                assert check_no_new_access(new, old, policy_type="IDENTITY_POLICY").result == "PASS", fix.code

"""Identities of findings outlive whatever leaves alone what they are about."""

import json
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamscope import packs
from iamscope.accepted.identity import _canonical
from iamscope.checking import Checker
from iamscope.engine import RuleSet
from iamscope.inputs.discover import FoundFile
from iamscope.syntax.json_value import Json, Object, decode

POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Deploy", "Effect": "Allow", "Action": ["iam:PassRole", "s3:GetObjekt"], "Resource": "*"},
    {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "arn:aws:s3:::a/*"}
  ]
}
"""
YAML = """\
Statement:
  - Resource: arn:aws:s3:::a/*
    Effect: Allow
    Action: [s3:GetObjekt]
  - Sid: Deploy
    Effect: Allow
    Action: # in another order
      - s3:GetObjekt
      - iam:PassRole
    Resource: "*"
Version: "2012-10-17"
"""
RULES = RuleSet(packs.built_in()[code] for code in ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "INVALID_ACTION"))


def identities(name: str, text: str) -> set[str]:
    result = Checker(RULES).check_bytes(text.encode(), FoundFile(name, True))
    found = [finding.identity for policy in result.policies for finding in policy.findings]
    assert len(found) == 3
    assert all(len(identity) == 32 for identity in found)
    return set(found)


KNOWN = identities("policy.json", POLICY)


def test_findings_are_told_apart() -> None:
    assert len(KNOWN) == 3


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("other/file.json", lambda text: text, id="another file"),
        pytest.param("policy.json", lambda text: "\n\n" + text.replace("\n", "\r\n"), id="lines moved"),
        pytest.param("policy.json", lambda text: json.dumps(json.loads(text)), id="reformatted"),
        pytest.param("policy.json", lambda text: json.dumps(json.loads(text), sort_keys=True), id="members in order"),
        pytest.param("policy.json", lambda text: json.dumps({"inner": [text]}), id="in a string"),
        pytest.param("policy.yaml", lambda _: YAML, id="another format and order"),
        pytest.param("policy.json", lambda text: text.replace('Resource": "*"', 'Resource": ["*"]'), id="in a list"),
        pytest.param(
            "policy.json",
            lambda text: text.replace(
                '"Statement": [', '"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"},'
            ),
            id="one more statement",
        ),
    ],
)
def test_stays(name: str, change: Callable[[str], str]) -> None:
    assert identities(name, change(POLICY)) == KNOWN


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ('"Sid": "Deploy"', '"Sid": "Release"', 2),
        ("arn:aws:s3:::a/*", "arn:aws:s3:::b/*", 1),  # a statement without a name is what it says
        ('"Action": ["iam:PassRole", ', '"NotAction": ["iam:PassRole", ', 1),
        ("iam:PassRole", "iam:passrole", 1),
    ],
)
def test_changes(old: str, new: str, changed: int) -> None:
    result = Checker(RULES).check_bytes(POLICY.replace(old, new).encode(), FoundFile("policy.json", True))
    found = {finding.identity for policy in result.policies for finding in policy.findings}
    assert len(KNOWN - found) >= changed
    assert len(KNOWN & found) >= 3 - changed - (old.startswith('"Action"'))


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


@given(JSON, st.randoms(use_true_random=False))
def test_order_does_not_count(value: object, random: Random) -> None:
    def shuffled(item: object) -> object:
        if isinstance(item, dict):
            members = [(name, shuffled(member)) for name, member in item.items()]
            random.shuffle(members)
            return dict(members)
        if isinstance(item, list):
            items = [shuffled(member) for member in item]
            random.shuffle(items)
            return items
        return item

    assert _canonical(decode(json.dumps(value))) == _canonical(decode(json.dumps(shuffled(value))))


def test_depth_is_bounded() -> None:
    deep: Json = "x"
    for _ in range(499):
        deep = Object([("a", deep)])
    assert _canonical(deep).count("a") == 40

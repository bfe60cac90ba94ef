"""Policies that everybody writes: the good ones are not reported, the bad ones are, at their places."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from iamscope import packs
from iamscope.engine import RuleSet, check_policy
from iamscope.policy_types import parse_policy_type
from iamscope.rule import Persona
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document, pointer

FOLDER = Path(__file__).parents[2] / "fixtures/known-patterns"
PATTERNS = [
    pytest.param(pattern, id=f"{file.stem}: {pattern['name']}")
    for file in sorted(FOLDER.glob("*.json"))
    for pattern in json.loads(file.read_text("utf-8"))["patterns"]
]


@cache
def rules_for(persona: Persona) -> RuleSet:
    return RuleSet(rule for rule in packs.built_in().values() if persona.sees(rule))


def found(pattern: dict[str, Any], persona: Persona) -> list[str]:
    """Code and place of each finding."""
    text = json.dumps({"Version": "2012-10-17", "Statement": pattern["statements"]})
    document = Document.from_text(Source("policy", text))
    kind = parse_policy_type(pattern["type"])
    policy = Policy(document.value, document.root, kind, pattern.get("resourceType"))
    findings = check_policy(policy, rules_for(persona))
    return [f"{finding.code} {pointer(finding.locations[0].path)}" for finding in findings]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern(pattern: dict[str, Any]) -> None:
    expected = sorted(pattern["findings"])
    assert sorted(found(pattern, Persona.DEFAULT)) == expected
    assert sorted(found(pattern, Persona.PEDANTIC)) == sorted(expected + pattern.get("pedantic", []))


def test_there_are_good_and_bad_ones_of_each_theme() -> None:
    themes = {file.stem: json.loads(file.read_text("utf-8"))["patterns"] for file in FOLDER.glob("*.json")}
    assert len(themes) == 8
    for name, patterns in themes.items():
        assert any(not pattern["findings"] for pattern in patterns), name
        assert any(pattern["findings"] for pattern in patterns), name

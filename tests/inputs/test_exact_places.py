"""A finding lies on the very characters that it talks about, however its policy is written into the file."""

import json
from typing import Any

import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from iamscope import packs
from iamscope.checking import Checker
from iamscope.engine import RuleSet
from iamscope.inputs.discover import FoundFile

CHECKER = Checker(RuleSet([packs.built_in()["INVALID_ACTION"]]))
NAMES = st.text(st.sampled_from("abcXYZ019é☃\U0001f600 '\"\\#:-"), min_size=1, max_size=8).map(str.strip)
TEXTS = st.text(st.sampled_from("ab \n\t'\"\\{}#:-é\U0001f600"), max_size=20)


def policy(names: list[str], sid: str) -> dict[str, Any]:
    actions = [f"s3:Zz{name}" for name in names]
    return {"Version": "2012-10-17", "Id": sid, "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}


def found(text: str, name: str) -> list[str]:
    """What stands in the file at the place of each finding."""
    result = CHECKER.check_bytes(text.encode(), FoundFile(name, True))
    assert result.problem is None
    return [finding.span.text for policy in result.policies for finding in policy.findings]


@given(
    st.lists(NAMES, min_size=1, max_size=3, unique=True),
    TEXTS,
    st.sampled_from([None, 1, 3]),
    st.booleans(),
    st.integers(0, 3),
)
@settings(max_examples=100, deadline=None)
def test_in_json(names: list[str], sid: str, indent: int | None, ascii: bool, depth: int) -> None:
    value: Any = policy(names, sid)
    for _ in range(depth):
        value = {"p": json.dumps(value, indent=indent, ensure_ascii=ascii)}
    written = found(json.dumps(value, indent=indent, ensure_ascii=ascii), "x.json")
    for _ in range(depth):
        written = [json.loads(f'"{text}"') for text in written]
    assert [json.loads(text) for text in written] == [f"s3:Zz{name}" for name in names]


@given(
    st.lists(NAMES, min_size=1, max_size=3, unique=True),
    TEXTS,
    st.sampled_from([None, 1, 3]),
    st.sampled_from(["'", '"', "|", ">"]),
    st.integers(20, 200),
    st.sampled_from(["!!str", "!Sub"]),
)
@settings(max_examples=200, deadline=None)
def test_in_a_scalar(names: list[str], sid: str, indent: int | None, style: str, width: int, tag: str) -> None:
    document = json.dumps(policy(names, sid), indent=indent, ensure_ascii=False)
    scalar = yaml.dump(document, default_style=style, width=width, allow_unicode=True, indent=2)
    assume(yaml.safe_load(scalar) == document)  # PyYAML folds lines that begin with a blank, which nobody reads so
    body = scalar.replace("\n", "\n    ").rstrip(" ")
    written = found(f"- x: 'é'\n- p:\n    {tag} {body}", "x.yaml")
    if scalar.startswith('"'):  # PyYAML takes another style where the one asked for cannot hold the text
        written = [yaml.safe_load(f'"{text}"') for text in written]
    elif scalar.startswith("'"):
        written = [text.replace("''", "'") for text in written]
    expected = [json.dumps(f"s3:Zz{name}", ensure_ascii=False) for name in names]
    assert [" ".join(text.split()) for text in written] == [" ".join(text.split()) for text in expected]


@given(
    st.lists(NAMES, min_size=1, max_size=3, unique=True),
    st.sampled_from([None, "'", '"']),
    st.sampled_from([True, False, None]),
)
@settings(deadline=None)
def test_in_yaml(names: list[str], style: str | None, flow: bool | None) -> None:
    text = yaml.dump(
        {"a": [policy(names, "x")]}, default_style=style, default_flow_style=flow, allow_unicode=True, width=60
    )
    assert [yaml.safe_load(f"- {written}")[0] for written in found(text, "x.yaml")] == [
        f"s3:Zz{name}" for name in names
    ]

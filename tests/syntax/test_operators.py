import time

import pytest

from iamscope.syntax.operators import OPERATORS, QUALIFIERS, parse_operator, suggest_operator


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("qualifier", ["", *QUALIFIERS])
@pytest.mark.parametrize("suffix", ["", "IfExists"])
def test_reads_documented_operators(name: str, qualifier: str, suffix: str) -> None:
    text = f"{qualifier}:{name}{suffix}" if qualifier else name + suffix
    operator = parse_operator(text)
    assert operator.known
    assert (operator.name, operator.qualifier, operator.if_exists) == (name, qualifier, bool(suffix))
    assert operator.documented == text


def test_reads_wrong_case_but_knows_the_documented_spelling() -> None:
    operator = parse_operator("forAnyValue:stringlikeIFEXISTS")
    assert operator.known
    assert operator.documented == "ForAnyValue:StringLikeIfExists"
    assert operator.text != operator.documented


@pytest.mark.parametrize(
    "text", ["", ":", "IfExists", "StringEqual", "ForAllValues", "ForAllValues:", "Any:StringEquals", "x" * 1_000_000]
)
def test_does_not_know_anything_else(text: str) -> None:
    operator = parse_operator(text)
    assert not operator.known
    assert operator.documented == ""
    assert operator.family == ""


@pytest.mark.parametrize(("text", "negated", "like"), [
    ("StringEquals", False, False),
    ("StringNotLike", True, True),
    ("ArnEquals", False, True),
    ("NotIpAddress", True, False),
])  # fmt: skip
def test_tells_what_an_operator_does(text: str, negated: bool, like: bool) -> None:
    operator = parse_operator(text)
    assert (operator.negated, operator.like) == (negated, like)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("StringEqual", "StringEquals"),
        ("stringequals", "StringEquals"),
        ("StringNotEqualsIfExist", "StringNotEqualsIfExists"),
        ("ForAnyValues:StringLike", "ForAnyValue:StringLike"),
        ("NumericLessThanOrEquals", "NumericLessThanEquals"),
        ("Boolean", "Bool"),
        ("IPAddresses", "IpAddress"),
        ("StringContains", None),
        ("Every:StringEquals", None),
        ("", None),
        (":", None),
    ],
)
def test_suggests_what_was_meant(text: str, meant: str | None) -> None:
    assert suggest_operator(text) == meant


def test_long_texts_take_no_time() -> None:
    start = time.perf_counter()
    assert suggest_operator("StringEquals" * 100_000) is None
    assert time.perf_counter() - start < 0.5

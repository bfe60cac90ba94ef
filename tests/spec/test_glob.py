"""Patterns of names: what they match, and that hostile ones cost nothing."""

import time
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamscope.spec.glob import Glob


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("?", "", False),
        ("get*", "getobject", True),
        ("get*", "put", False),
        ("*object", "getobject", True),
        ("g*o*t", "getobject", True),
        ("ab*ba", "aba", False),
        ("a*a", "a", False),
        ("run?nstances", "runinstances", True),
        ("run?nstances", "runnstances", False),
        ("*a?b*", "xxaabyy", True),
        ("?*?", "a", False),
        ("[a-z]*", "abc", False),
        ("a.c", "abc", False),
    ],
)
def test_matches(pattern: str, text: str, expected: bool) -> None:
    assert Glob(pattern).matches(text) is expected


@given(st.text("ab*?", max_size=12), st.text("ab", max_size=12))
def test_agrees_with_fnmatch(pattern: str, text: str) -> None:
    expected = fnmatchcase(text, pattern)
    assert Glob(pattern).matches(text) is expected
    assert Glob(pattern).select([text]) == [text] * expected


@pytest.mark.parametrize(
    "pattern",
    ["*a" * 50_000, "a*" * 50_000, "*a?" * 33_000, "?*" * 50_000, "*" * 100_000 + "b", "a" * 100_000],
)
def test_hostile_pattern_is_quick(pattern: str) -> None:
    names = ["a" * length for length in range(60)] * 20
    start = time.process_time()
    assert Glob(pattern).select(names) == []
    assert time.process_time() - start < 0.5


def test_hostile_text_and_pattern_are_quick() -> None:
    start = time.process_time()
    assert not Glob("*a" * 25 + "b").matches("a" * 10_000)
    assert not Glob("*a?" * 25 + "b").matches("a" * 10_000)
    assert time.process_time() - start < 0.5

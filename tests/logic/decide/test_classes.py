"""Every way in which strings can match globs is shown by a string, and no string shows another."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.logic.decide.budget import Budget, ExhaustedError
from iamscope.logic.decide.classes import classes
from iamscope.logic.decide.globs import ARN, Glob, accepts, arn_glob, folded_glob, glob
from iamscope.logic.patterns import matches

TEXTS = ["".join(letters) for length in range(6) for letters in product("abz", repeat=length)]
patterns = st.text("ab*?", max_size=4)


def mask(text: str, elements: list[list[str]]) -> int:
    return sum(1 << at for at, element in enumerate(elements) if any(matches(each, text) for each in element))


@settings(deadline=None)
@given(st.lists(st.lists(patterns, min_size=1, max_size=2), max_size=4))
def test_all_ways_are_found(elements: list[list[str]]) -> None:
    found = {way: text for text, way in classes([], compiled(elements), Budget(5))}
    assert {mask(text, elements) for text in TEXTS} <= found.keys()
    assert all(mask(text, elements) == way for way, text in found.items())


def compiled(elements: list[list[str]]) -> list[list[Glob]]:
    return [[glob(each) for each in element] for element in elements]


@settings(deadline=None)
@given(patterns, st.lists(st.lists(patterns, min_size=1, max_size=1), max_size=3), st.sets(st.sampled_from(TEXTS[:13])))
def test_what_is_required_holds_and_what_is_avoided_is_not_shown(
    required: str, elements: list[list[str]], avoided: set[str]
) -> None:
    found = list(classes([glob(required)], compiled(elements), Budget(5), avoid=avoided))
    assert all(matches(required, text) and text not in avoided for text, _ in found)
    wanted = {mask(text, elements) for text in TEXTS if matches(required, text) and text not in avoided}
    assert wanted <= {way for _, way in found}


def test_pruning_cuts_off_what_is_of_no_interest() -> None:
    elements = [[glob(f"*{letter}*")] for letter in "abcdefgh"]

    def hopeless(matched: int, _: int) -> bool:
        return bool(matched & 1)

    ways = {way for _, way in classes([], elements, Budget(5), hopeless)}
    assert len(ways) == 2**7
    assert not any(way & 1 for way in ways)


def test_time_is_bounded() -> None:
    elements = [[glob(f"*k{number}z*")] for number in range(40)]
    with pytest.raises(ExhaustedError):
        list(classes([], elements, Budget(0.05)))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("arn:aws:iam::*:role/x", "arn:aws:iam::1:role/x", True),
        ("arn:aws:iam::*:role/x", "arn:aws:iam::1:2:role/x", False),
        ("arn:aws:s3:::*", "arn:aws:s3:::a:b/c", True),
        ("arn:?ws:s3:::a", "arn:aws:s3:::a", True),
        ("arn:*", "arn:aws:s3:::a", False),
    ],
)
def test_in_arns_wildcards_stop_at_colons(pattern: str, text: str, expected: bool) -> None:
    compiled_pattern = arn_glob(pattern)
    assert (compiled_pattern is not None and accepts(compiled_pattern, text)) is expected


def test_case_can_be_ignored() -> None:
    assert accepts(folded_glob("Ab*"), "aBc")
    assert not accepts(glob("Ab*"), "aBc")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arn:aws:s3:::b", True),
        ("arn:aws:s3:us-east-1:1:b:c", True),
        ("arn:aws:s3:::", False),
        ("arn::s3:::b", False),
        ("*", False),
    ],
)
def test_what_looks_like_a_resource(text: str, expected: bool) -> None:
    assert accepts(ARN, text) is expected

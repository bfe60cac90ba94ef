import time

import pytest
from hypothesis import given
from hypothesis.strategies import lists, text

from iamscope.logic.patterns import covers
from iamscope.logic.statements.redundancy import redundant_groups
from iamscope.source import Source
from iamscope.syntax.document import Document
from iamscope.syntax.elements import Text


def groups(*values: str, fold_case: bool = False) -> list[tuple[str, list[str]]]:
    document = Document(Source("list.json", ""), list(values))
    texts = [Text(value, document.root.child(step)) for step, value in enumerate(values)]
    return [
        (group.widest.value, [text.value for text in group.members])
        for group in redundant_groups(texts, fold_case=fold_case)
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), []),
        (("a",), []),
        (("a", "b"), []),
        (("a", "a"), [("a", ["a", "a"])]),
        (("a", "A"), []),
        (("ab", "a*"), [("a*", ["ab", "a*"])]),
        (("a*", "*b"), []),  # they overlap, neither covers the other
        (("a*", "*b", "ab"), [("a*", ["a*", "ab"]), ("*b", ["*b", "ab"])]),
        (("*", "a*", "ab"), [("*", ["*", "a*", "ab"])]),
        (("**", "*", "a"), [("**", ["**", "*", "a"])]),
        (("a?", "ab", "a", "abc"), [("a?", ["a?", "ab"])]),
        (("a?", "a*"), [("a*", ["a?", "a*"])]),
        (("a?", "a?"), [("a?", ["a?", "a?"])]),
        (("a*a", "a"), []),  # prefix and suffix may not share a character
        (("a*b*c", "abc", "acb", "a-b-c"), [("a*b*c", ["a*b*c", "abc", "a-b-c"])]),
        (("bucket", "bucket/*"), []),
        (("bucket-*", "bucket-*/*"), [("bucket-*", ["bucket-*", "bucket-*/*"])]),
    ],
)
def test_groups(values: tuple[str, ...], expected: list[tuple[str, list[str]]]) -> None:
    assert groups(*values) == expected


def test_case_can_be_folded() -> None:
    assert groups("s3:getobject", "S3:GetObject", fold_case=True) == [
        ("s3:getobject", ["s3:getobject", "S3:GetObject"])
    ]


def test_wildcards_inside_of_variables_are_none() -> None:
    assert groups("home/${*}", "home/${aws:username}") == []
    assert groups("home/${aws:username, '*'}", "home/${aws:username, 'x'}") == []
    assert groups("home/*", "home/${*}") == [("home/*", ["home/*", "home/${*}"])]


@given(lists(text("ab*?", min_size=1, max_size=4), unique=True, max_size=60))
def test_agrees_with_the_plain_search(values: list[str]) -> None:
    maximal = [
        value
        for number, value in enumerate(values)
        if not any(
            covers(other, value) and (not covers(value, other) or place < number)
            for place, other in enumerate(values)
            if other != value
        )
    ]
    expected = [(widest, [value for value in values if covers(widest, value)]) for widest in maximal]
    assert groups(*values) == [(widest, members) for widest, members in expected if len(members) > 1]


@pytest.mark.parametrize(
    "values",
    [
        [f"s3:Action{number}" for number in range(100_000)] + ["s3:*1", "*:Action2*", "s?:Action3"],
        [f"s3:Action{number}" for number in range(50_000)] * 2,
        [f"s3:Action{number}*" for number in range(100_000)],
        [f"*{number}*" for number in range(50_000)],
        [f"*{number}a" for number in range(50_000)],
        [f"?{number}*a" for number in range(50_000)],
        ["*" + "a" * 250_000 + "b", "a" * 500_000],
        ["*" + "a?" * 100_000 + "b", "a" * 500_000],
        ["*a" * 100_000 + "b", "a" * 500_000],
        [f"{number}*{'?' * 400}" for number in range(2_000)],
        [f"?{number}*{'a' * 800}b" for number in range(15)] + [f"{'a' * 900}{number}" for number in range(15)],
    ],
)
def test_hostile_lists_take_no_time(values: list[str]) -> None:
    started = time.process_time()
    groups(*values)
    assert time.process_time() - started < 5

"""Fixes that do not get in each other's way are applied together."""

import pytest

from iamscope.findings import Edit, Fix
from iamscope.fixing import apply
from iamscope.source import Source, Span

TEXT = "0123456789"


def fix(*edits: tuple[int, int, str]) -> Fix:
    source = Source("x", TEXT)
    return Fix("mend", tuple(Edit(Span(source, start, end), text) for start, end, text in edits))


@pytest.mark.parametrize(
    ("fixes", "text", "applied"),
    [
        ([], "0123456789", 0),
        ([fix((8, 9, "b")), fix((1, 2, "a"))], "0a234567b9", 2),
        ([fix((1, 3, "")), fix((3, 5, ""))], "056789", 2),
        ([fix((1, 5, "a")), fix((2, 3, "b"))], "0a56789", 1),
        ([fix((1, 2, "a"), (7, 9, "b")), fix((4, 8, "c"))], "0a23456b9", 1),
        ([fix((1, 2, "a"), (7, 9, "b")), fix((4, 5, "c"))], "0a23c56b9", 2),
        ([fix((4, 4, "a")), fix((4, 4, "b"))], "0123a456789", 1),
        ([fix((2, 4, "a")), fix((4, 4, "b"))], "01a456789", 1),
        ([fix((0, 0, "a")), fix((10, 10, "b"))], "a0123456789b", 2),
    ],
)
def test_apply(fixes: list[Fix], text: str, applied: int) -> None:
    assert apply(TEXT, fixes) == (text, applied)
    assert apply(TEXT, reversed(fixes))[1] == applied

"""Which texts of a list are covered by others of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from iamscope.logic.patterns import covers
from iamscope.syntax.ast import Text

T = TypeVar("T", bound=Text)


class Group(NamedTuple, Generic[T]):
    """A text that no other covers, with all that it covers; `members` are in list order, the widest among them."""

    widest: T
    members: tuple[T, ...]


def redundant_groups(texts: Sequence[T], *, fold_case: bool) -> list[Group[T]]:
    """One group for each text that covers others of its list; of equal ones the first counts as the widest.

    Observed of Access Analyzer: cover is textual, and each covering text that is not covered itself makes one finding.
    """
    if len(texts) < 2:
        return []
    values = [text.value.lower() if fold_case else text.value for text in texts]
    first: dict[str, int] = {}
    for number, value in enumerate(values):
        first.setdefault(value, number)
    if len(first) == len(values) and not any("*" in value or "?" in value for value in values):
        return []
    wide = {value for value in first if "*" in value or "?" in value}
    covered_by: dict[str, list[str]] = {}
    for pattern in wide:
        for value in first:
            if value != pattern and covers(pattern, value):
                covered_by.setdefault(value, []).append(pattern)
    groups = []
    for value, number in first.items():
        if any(not covers(value, other) for other in covered_by.get(value, ())):
            continue  # something wider covers it
        # of two patterns that cover each other (`**` and `*`) the first is the widest
        if any(first[other] < number for other in covered_by.get(value, ())):
            continue
        members = tuple(
            text
            for text, other in zip(texts, values, strict=True)
            if other == value or value in covered_by.get(other, ())
        )
        if len(members) > 1:
            groups.append(Group(texts[number], members))
    return groups

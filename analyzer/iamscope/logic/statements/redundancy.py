"""Which texts of a list are covered by others of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from iamscope.logic.patterns import covers
from iamscope.syntax.elements import Text
from iamscope.syntax.variables import find_variables

T = TypeVar("T", bound=Text)


class Group(NamedTuple, Generic[T]):
    """A text that no other covers, with all that it covers; `members` are in list order, the widest among them."""

    widest: T
    members: tuple[T, ...]

    def described(self, what: str) -> str:
        """The group in words; `what` is the plural of what its members are."""
        number = len(self.members)
        if len({member.value.lower() for member in self.members}) == 1:
            return f"`{self.widest.value}` is there {number} times"
        return f"the {number} {what} are all covered by `{self.widest.value}`"


def redundant_groups(texts: Sequence[T], *, fold_case: bool) -> list[Group[T]]:
    """One group for each text that covers others of its list; of equal ones the first counts as the widest.

    Observed of Access Analyzer: cover is textual, and each covering text that is not covered itself makes one finding.
    A list of thousands of patterns is searched as far as is affordable; what is found there is true, but not all.
    """
    if len(texts) < 2:
        return []
    numbers: dict[str, list[int]] = {}  # where each value stands
    for number, text in enumerate(texts):
        value = text.value.lower() if fold_case else text.value
        numbers.setdefault(_with_opaque_variables(value) if "${" in value else value, []).append(number)
    wide = [_Wide(value) for value in numbers if "*" in value or "?" in value]
    if not wide and len(numbers) == len(texts):
        return []
    covered: dict[str, list[str]] = {}  # wide value → what it covers
    covered_by: dict[str, set[str]] = {}
    for pattern, value in _covers(wide, numbers):
        covered.setdefault(pattern, []).append(value)
        covered_by.setdefault(value, set()).add(pattern)
    groups = []
    for value, own in numbers.items():
        if len(own) == 1 and value not in covered:
            continue
        wider = (
            other
            for other in covered_by.get(value, ())
            # of two patterns that cover each other (`**` and `*`) the first is the widest
            if value not in covered_by.get(other, ()) or numbers[other][0] < own[0]
        )
        if any(wider):
            continue
        members = sorted([*own, *(number for other in covered.get(value, ()) for number in numbers[other])])
        groups.append(Group(texts[own[0]], tuple(texts[number] for number in members)))
    return groups


#: Private characters that stand for wildcards which are none.
_OPAQUE = str.maketrans("*?", "\ue000\ue001")


def _with_opaque_variables(value: str) -> str:
    """The value with every `*` and `?` inside `${…}` made an ordinary character: `${*}` is a literal star."""
    parts, at = [], 0
    for variable in find_variables(value):
        parts += [value[at : variable.start], value[variable.start : variable.end].translate(_OPAQUE)]
        at = variable.end
    parts.append(value[at:])
    return "".join(parts)


class _Wide:
    """A pattern prepared for being compared with many values."""

    def __init__(self, value: str) -> None:
        self.value = value
        first = min(at for at in (value.find("*"), value.find("?")) if at >= 0)
        last = max(value.rfind("*"), value.rfind("?"))
        self.prefix = value[:first]
        self.suffix = value[last + 1 :]
        self.has_question_mark = "?" in value

    @cached_property
    def _between(self) -> list[str]:
        """The literal texts between the stars."""
        return [text for text in self.value.split("*")[1:-1] if text]

    def covers(self, value: str) -> bool:
        prefix, suffix = self.prefix, self.suffix
        if not (value.startswith(prefix) and value.endswith(suffix)):
            return False
        if self.has_question_mark:
            return covers(self.value, value)
        at, end = len(prefix), len(value) - len(suffix)
        for text in self._between:
            at = value.find(text, at, end)
            if at < 0:
                return False
            at += len(text)
        return at <= end


def _covers(wide: Sequence[_Wide], values: dict[str, list[int]]) -> Iterator[tuple[str, str]]:
    """The pairs (pattern, value) of which the pattern covers the value, another one."""
    # Most patterns share their prefix or suffix with few values. Lists made so that they do not would cost the square
    # of their length: 1 MB of `*a`, `*aa`, … may take a second, not an hour.
    budget = 64 * len(values) + 10_000
    length = sum(map(len, values))
    by_prefix = _Index(list(values))
    by_suffix: _Index | None = None
    searches = []
    for pattern in wide:
        index, start, end = by_prefix, *by_prefix.range(pattern.prefix)
        if pattern.suffix and end - start > _FEW:
            by_suffix = by_suffix or _Index([value[::-1] for value in values])
            other_start, other_end = by_suffix.range(pattern.suffix[::-1])
            if other_end - other_start < end - start:
                index, start, end = by_suffix, other_start, other_end
        # two pointers, which `?` needs, take length times length at worst
        cost = end - start + (len(pattern.value) * length // 4096 if pattern.has_question_mark else 0)
        searches.append((cost, pattern, index, start, end))
    searches.sort(key=lambda search: search[0])
    for cost, pattern, index, start, end in searches:
        budget -= cost
        if budget < 0:
            return
        for entry in index.sorted[start:end]:
            value = entry if index is by_prefix else entry[::-1]
            if value != pattern.value and pattern.covers(value):
                yield pattern.value, value


#: Among so few values no second index is worth its cost.
_FEW = 32


class _Index:
    """Texts in order, so that those with a certain beginning stand together."""

    def __init__(self, texts: list[str]) -> None:
        self.sorted = sorted(texts)

    def range(self, start: str) -> tuple[int, int]:
        """The numbers of the texts that begin with `start`, the last one excluded."""
        if not start:
            return 0, len(self.sorted)
        return bisect_left(self.sorted, start), bisect_left(self.sorted, start + "\U0010ffff")

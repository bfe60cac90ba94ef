"""Finds the principals whose ARN a pattern matches without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from iamscope.access.trust_graph.permissions import Permission, glob

_LAST = "\U0010ffff"


class ArnIndex:
    """Numbers of principals by their ARN."""

    def __init__(self, numbers: Iterable[int], arn: Callable[[int], str]) -> None:
        """`arn` says the ARN of a number."""
        self._sorted = sorted((arn(number), number) for number in numbers)
        self._arns = [arn for arn, _ in self._sorted]
        self._found: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._arns)

    @property
    def all(self) -> tuple[int, ...]:
        """All numbers, in order of their ARNs."""
        return self.matching("*")

    def matching(self, pattern: str) -> tuple[int, ...]:
        """The numbers whose ARN a pattern matches."""
        found = self._found.get(pattern)
        if found is None:
            found = self._found[pattern] = tuple(self._search(pattern))
        return found

    def _search(self, pattern: str) -> list[int]:
        prefix = pattern.split("*", 1)[0].split("?", 1)[0]
        start = bisect_left(self._arns, prefix)
        end = bisect_left(self._arns, prefix + _LAST, start)
        if pattern == prefix + "*":
            return [number for _, number in self._sorted[start:end]]
        matches = glob(pattern).matches
        return [number for arn, number in self._sorted[start:end] if matches(arn)]

    def candidates(self, permissions: Iterable[Permission]) -> set[int]:
        """The numbers that one of these permissions may be about."""
        found: set[int] = set()
        for permission in permissions:
            if permission.excluded:
                return set(self.all)
            for pattern in permission.patterns:
                found.update(self.matching(pattern))
        return found

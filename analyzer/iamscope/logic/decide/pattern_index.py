"""Finds among many patterns those that can match strings with a given beginning."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=16384)
def literal_start(pattern: str) -> str:
    """What all strings of a pattern begin with."""
    ends = [at for at in (pattern.find("*"), pattern.find("?")) if at >= 0]
    return pattern[: min(ends)] if ends else pattern


class PatternIndex:
    """Patterns, each with the numbers of the elements that have it, and a mask of their terms."""

    def __init__(self) -> None:
        self._owners: dict[str, list[int]] = {}
        self._terms: dict[str, int] = {}
        self._by_start: dict[str, list[str]] = {}
        self._starts: list[str] | None = None

    def add(self, pattern: str, owner: int, terms: int) -> None:
        owners = self._owners.get(pattern)
        if owners is None:
            owners = self._owners[pattern] = []
            self._by_start.setdefault(literal_start(pattern), []).append(pattern)
            self._starts = None
        owners.append(owner)
        self._terms[pattern] = self._terms.get(pattern, 0) | terms

    def near(self, start: str) -> Iterator[tuple[str, list[int], int]]:
        """The patterns whose strings can begin like a text or be a beginning of it, with their elements and terms."""
        for end in range(len(start)):
            for pattern in self._by_start.get(start[:end], ()):
                yield pattern, self._owners[pattern], self._terms[pattern]
        if self._starts is None:
            self._starts = sorted(self._by_start)
        at = bisect_left(self._starts, start)
        while at < len(self._starts) and self._starts[at].startswith(start):
            for pattern in self._by_start[self._starts[at]]:
                yield pattern, self._owners[pattern], self._terms[pattern]
            at += 1

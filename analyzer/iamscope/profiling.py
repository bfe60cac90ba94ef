"""Measures what each rule costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from iamscope.rule import AnyRule, Report


class Cost(NamedTuple):
    """CPU seconds that a rule took in all, and how many nodes it looked at."""

    code: str
    seconds: float
    nodes: int


class Profile:
    """Rules that keep count of their time; what several share (a parsed ARN, say) is paid by the first that asks."""

    def __init__(self, rules: Mapping[str, AnyRule]) -> None:
        self._seconds = dict.fromkeys(rules, 0.0)
        self._nodes = dict.fromkeys(rules, 0)
        self.rules = {code: replace(rule, check=self._timed(rule)) for code, rule in rules.items()}

    def _timed(self, rule: AnyRule) -> Callable[[object], Iterable[Report]]:
        def check(node: object) -> Iterable[Report]:
            started = time.perf_counter()
            reports = list(rule.check(node))
            self._seconds[rule.code] += time.perf_counter() - started
            self._nodes[rule.code] += 1
            return reports

        return check

    def dearest(self, count: int) -> Iterator[Cost]:
        """The rules that took longest, most first."""
        codes = sorted(self._seconds, key=lambda code: -self._seconds[code])
        return (Cost(code, self._seconds[code], self._nodes[code]) for code in codes[:count])

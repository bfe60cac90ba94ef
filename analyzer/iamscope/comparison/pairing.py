"""Pairs the policies of two versions of a file or a repository, by content where names have changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from iamscope.inputs.reading import ReadPolicy

#: The share of statements that two policies of different names must have in common to be versions of each other.
_ALIKE = 0.5
#: How many policies may hold a statement for it to say that two are related; it keeps pairing linear.
_TOO_COMMON = 20


class Pair(NamedTuple):
    """A policy and its earlier version: `old` is None for a new policy, `new` for one that is gone."""

    old: ReadPolicy | None
    new: ReadPolicy | None


class _Candidate(NamedTuple):
    """A policy with what is compared of it: all that it says, and what each of its statements says."""

    policy: ReadPolicy
    content: str
    statements: Counter[str]


def pair(old: Iterable[ReadPolicy], new: Iterable[ReadPolicy]) -> list[Pair]:
    """Every policy of both sides once: first those of `new` in order, then what is gone, in order.

    What stayed where it was is paired first, then what says the same elsewhere in its file, then what has the same
    name, then what moved to another file unchanged, and last what moved and changed, if half of its statements stayed.
    """
    left = [_candidate(policy) for policy in old]
    right = [_candidate(policy) for policy in new]
    found: dict[int, _Candidate] = {}
    keys: tuple[Callable[[_Candidate], Hashable], ...] = (
        lambda item: (item.policy.path, item.policy.name, item.content),
        lambda item: (item.policy.path, item.content),
        lambda item: (item.policy.path, item.policy.name),
        lambda item: item.content,
    )
    for key in keys:
        left = _pair_equal(left, right, key, found)
    left = _pair_alike(left, right, found)
    pairs = [Pair(found[at].policy if at in found else None, item.policy) for at, item in enumerate(right)]
    return pairs + [Pair(item.policy, None) for item in left]


def _candidate(policy: ReadPolicy) -> _Candidate:
    statements = Counter(repr(statement.value) for statement in policy.policy.statements)
    return _Candidate(policy, repr(policy.found.value), statements)


def _pair_equal(
    left: list[_Candidate],
    right: list[_Candidate],
    key: Callable[[_Candidate], Hashable],
    found: dict[int, _Candidate],
) -> list[_Candidate]:
    """Pairs those of equal keys, in order; returns what is left of `left`."""
    by_key: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, item in enumerate(left):
        by_key[key(item)].append(at)
    for waiting in by_key.values():
        waiting.reverse()
    taken = set()
    for at, item in enumerate(right):
        waiting = by_key.get(key(item), [])
        if at not in found and waiting:
            first = waiting.pop()
            taken.add(first)
            found[at] = left[first]
    return [item for at, item in enumerate(left) if at not in taken]


def _pair_alike(left: list[_Candidate], right: list[_Candidate], found: dict[int, _Candidate]) -> list[_Candidate]:
    """Pairs those that share most of their statements, best first; returns what is left of `left`."""
    scored = sorted(_likeness(left, right, found), key=lambda item: (-item[0], item[1:]))
    taken = set()
    for _, first, second in scored:
        if first not in taken and second not in found:
            taken.add(first)
            found[second] = left[first]
    return [item for at, item in enumerate(left) if at not in taken]


def _likeness(
    left: list[_Candidate], right: list[_Candidate], found: dict[int, _Candidate]
) -> Iterator[tuple[float, int, int]]:
    # by way of the statements: most pairs share none, and a statement that everybody has tells nothing
    by_statement: defaultdict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(left):
        for statement in item.statements:
            by_statement[statement].append(at)
    for second, item in enumerate(right):
        if second in found:
            continue
        related = {
            first
            for statement in item.statements
            if len(by_statement.get(statement, ())) <= _TOO_COMMON
            for first in by_statement.get(statement, ())
        }
        for first in related:
            other = left[first]
            shared = (item.statements & other.statements).total()
            share = shared / max(item.statements.total(), other.statements.total())
            if share >= _ALIKE and other.policy.policy.policy_type is item.policy.policy.policy_type:
                yield share, first, second

"""Actions that show every way in which actions match the terms of a problem, as far as it is of interest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.classes import classes
from iamscope.logic.decide.globs import ANY, Glob, accepts, glob, has_wildcard, shape
from iamscope.logic.decide.problem import ActionElement, Term, bits
from iamscope.logic.patterns import covers, intersects

#: Whether some request with these terms alive, the second among them, could make the expression true.
Promising = Callable[[int, int], bool]
#: Actions of which the first stands for all services that no policy names.
_OTHER_ACTIONS = ("sqs:sendmessage", "sns:publish", "ec2:describeinstances", "iam:getuser")
_NAME = shape((ANY, "+"))


class ActionClass(NamedTuple):
    """An action in lower case, and the terms whose action element it matches."""

    action: str
    terms: int


class _Service:
    """What elements say of the actions of one service: names, and sets of patterns of names, with their terms."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.names: dict[str, int] = {}
        self.groups: dict[frozenset[str], int] = {}

    def hits(self, name: str) -> int:
        """The terms whose patterns a name hits."""
        starts, others = self._matchers
        hits = self.names.get(name, 0)
        for start, more in starts:
            if name.startswith(start):
                hits |= more
        for each, more in others:
            if hits & more != more and accepts(each, name):
                hits |= more
        return hits

    @cached_property
    def _matchers(self) -> tuple[list[tuple[str, int]], list[tuple[Glob, int]]]:
        """Patterns that are beginnings of names, and the others."""
        starts: list[tuple[str, int]] = []
        others: list[tuple[Glob, int]] = []
        for group, hits in self.groups.items():
            for pattern in group:
                if pattern.endswith("*") and not has_wildcard(pattern[:-1]):
                    starts.append((pattern[:-1], hits))
                else:
                    others.append((glob(pattern), hits))
        return starts, others

    @property
    def patterns(self) -> set[str]:
        return {pattern for group in self.groups for pattern in group}


class Actions:
    """The action elements of terms; `helping` are those terms whose match helps to make the formula true."""

    def __init__(self, terms: Sequence[Term], helping: int, budget: Budget) -> None:
        self.helping = helping
        self.budget = budget
        self._everything = 0  # terms that hit every action
        self._excluded = 0  # terms that match what they do not hit
        self._services: dict[str, _Service] = {}
        self._seen: set[int] = set()
        shared: dict[ActionElement, int] = {}
        for number, term in enumerate(terms):
            shared[term.action] = shared.get(term.action, 0) | 1 << number
        for element, mask in shared.items():
            self._add(element, mask)

    def _add(self, element: ActionElement, mask: int) -> None:
        if element.excluded:
            self._excluded |= mask
        if element.patterns is None or element.patterns & {"*", "*:*"}:
            self._everything |= mask
            return
        wild: dict[str, list[str]] = {}
        for pattern in element.patterns:
            prefix, colon, name = pattern.partition(":")
            if not colon or not prefix or not name or has_wildcard(prefix):
                continue  # such a text matches no action
            if has_wildcard(name):
                wild.setdefault(prefix, []).append(name)
            else:
                names = self._service(prefix).names
                names[name] = names.get(name, 0) | mask
        for prefix, found in wild.items():
            groups = self._service(prefix).groups
            group = frozenset(found)
            groups[group] = groups.get(group, 0) | mask

    def _service(self, prefix: str) -> _Service:
        return self._services.setdefault(prefix, _Service(prefix))

    def _class(self, action: str, hits: int) -> Iterator[ActionClass]:
        """The class of an action that these terms' patterns hit, unless it was there already."""
        hits |= self._everything
        mask = (hits & ~self._excluded) | (~hits & self._excluded)
        if mask not in self._seen:
            self._seen.add(mask)
            yield ActionClass(action, mask)

    def classes(self, drivers: int | None, promising: Promising) -> Iterator[ActionClass]:
        """The classes, each once. One of `drivers` must match, if they are given. Raises `ExhaustedError`."""
        self._seen = set()
        for service in self._services.values():
            for name in service.names:
                yield from self._class(f"{service.prefix}:{name}", service.hits(name))
        yield from self._class(self._other_action(), 0)
        for service in self._services.values():
            if all(pattern.endswith("*") and not has_wildcard(pattern[:-1]) for pattern in service.patterns):
                found = _by_start(service)
            else:
                found = self._by_pattern(service, drivers, promising)
            for name, hits in found:
                yield from self._class(f"{service.prefix}:{name}", hits)

    def _other_action(self) -> str:
        free = (action for action in _OTHER_ACTIONS if action.partition(":")[0] not in self._services)
        other = "other-service"
        while other in self._services:
            other += "-2"
        return next(free, f"{other}:action")

    def documented(self, found: ActionClass) -> str:
        """An action of the class that AWS documents, as it is written there; if there is none, the one that it has."""
        from iamscope.spec import load

        service = load().service(found.action.partition(":")[0])
        actions = service.actions.values() if service is not None else ()
        own = (action for action in actions if action.full_name.lower() == found.action)
        for action in (*own, *actions):
            if self.terms_of(action.full_name.lower()) == found.terms:
                name: str = action.full_name
                return name
        return found.action

    def terms_of(self, action: str) -> int:
        """The terms whose element one action, in lower case, matches."""
        prefix, _, name = action.partition(":")
        hits = self._everything
        service = self._services.get(prefix)
        if service is not None:
            hits |= service.hits(name)
        return (hits & ~self._excluded) | (~hits & self._excluded)

    # -- patterns that are no mere beginnings ----------------------------------------------------------

    def _by_pattern(self, service: _Service, drivers: int | None, promising: Promising) -> Iterator[tuple[str, int]]:
        for pattern, driving in self._driving_patterns(service, drivers).items():
            hit = 0
            undecided: list[tuple[int, list[str]]] = []
            for group, terms in service.groups.items():
                if any(covers(each, pattern) for each in group):
                    hit |= terms
                elif some := [each for each in group if intersects(each, pattern)]:
                    undecided.append((terms, some))
            yield from self._undecided(service, pattern, driving, hit, undecided, promising)

    def _driving_patterns(self, service: _Service, drivers: int | None) -> dict[str, list[int]]:
        """Patterns of names of which one must match, each with the drivers that it may be for (0 for none)."""
        if drivers is None:
            return {"*": [0]}
        found: dict[str, list[int]] = {}
        for number in bits(drivers & (self._everything | self._excluded)):
            found.setdefault("*", []).append(1 << number)
        for group, terms in service.groups.items():
            for number in bits(terms & drivers & ~self._excluded):
                for pattern in sorted(group):
                    found.setdefault(pattern, []).append(1 << number)
        return found

    def _undecided(
        self,
        service: _Service,
        pattern: str,
        driving: list[int],
        hit: int,
        undecided: list[tuple[int, list[str]]],
        promising: Promising,
    ) -> Iterator[tuple[str, int]]:
        open_terms = sum(terms for terms, _ in undecided)
        base_hits = hit | self._everything
        base = ((base_hits & ~self._excluded) | (~base_hits & self._excluded)) & ~open_terms
        verdicts: dict[int, bool] = {}

        def hopeless(matched: int, dead: int) -> bool:
            best = base
            for number, (terms, _) in enumerate(undecided):
                bit = 1 << number
                if matched & bit:
                    best |= terms & ~self._excluded
                elif dead & bit:
                    best |= terms & self._excluded
                else:
                    best |= terms & self.helping
            known = verdicts.get(best)
            if known is None:
                known = verdicts[best] = not any(promising(best, driver) for driver in driving)
            return known

        elements: list[list[Glob]] = [[glob(each) for each in some] for _, some in undecided]
        avoid = service.names
        for name, matched in classes([glob(pattern), _NAME], elements, self.budget, hopeless, avoid):
            hits = hit
            for number in bits(matched):
                hits |= undecided[number][0]
            yield name, hits


def _by_start(service: _Service) -> Iterator[tuple[str, int]]:
    """Names that are not among the named ones, where all patterns are beginnings of names."""
    starts: dict[str, int] = {}
    for group, hits in service.groups.items():
        for pattern in group:
            starts[pattern[:-1]] = starts.get(pattern[:-1], 0) | hits
    for start in ("", *starts):
        hits = 0
        for other, more in starts.items():
            if start.startswith(other):
                hits |= more
        yield start + _word(start, [*starts, *service.names]), hits


def _word(start: str, taken: list[str]) -> str:
    """A word that, behind `start`, leads into none of the longer texts."""
    continuations = [each[len(start) :] for each in taken if len(each) > len(start) and each.startswith(start)]
    word = "other"
    while any(each.startswith(word) or word.startswith(each) for each in continuations):
        word = "x" + word
    return word

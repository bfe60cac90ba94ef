"""Enough actions that every way in which actions match the terms of a problem is shown by one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.globs import ANY, Glob, accepts, classes, glob, has_wildcard, shape
from iamscope.logic.decide.problem import ActionElement, Term

#: Services that no policy names; the first free one stands for all the others.
_OTHER_SERVICE = "other-service"
_NAME = shape((ANY, "+"))


class ActionClass(NamedTuple):
    """An action in lower case, and the terms whose action element it matches."""

    action: str
    terms: int


class _Service:
    """What the elements say of the actions of one service: names, and patterns of names, with their terms."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.patterns: dict[str, int] = {}


def action_classes(terms: Sequence[Term], budget: Budget) -> Iterator[ActionClass]:
    """The classes, each once. Raises `ExhaustedError`."""
    return _Actions(terms, budget).classes()


class _Actions:
    def __init__(self, terms: Sequence[Term], budget: Budget) -> None:
        self.budget = budget
        self.everything = 0
        self.excluded = 0  # terms that exclude what their patterns match
        self.services: dict[str, _Service] = {}
        shared: dict[ActionElement, int] = {}
        for number, term in enumerate(terms):
            shared[term.action] = shared.get(term.action, 0) | 1 << number
        for element, mask in shared.items():
            self._add(element, mask)

    def _add(self, element: ActionElement, mask: int) -> None:
        if element.excluded:
            self.excluded |= mask
        if element.patterns is None:
            self.everything |= mask
            return
        for pattern in element.patterns:
            if pattern in ("*", "*:*"):
                self.everything |= mask
                continue
            prefix, colon, name = pattern.partition(":")
            if not colon or not prefix or not name or has_wildcard(prefix):
                continue  # such a text matches no action
            service = self.services.setdefault(prefix, _Service())
            kind = service.patterns if has_wildcard(name) else service.names
            kind[name] = kind.get(name, 0) | mask

    def classes(self) -> Iterator[ActionClass]:
        seen: set[int] = set()
        for action, matched in self._examples():
            hits = matched | self.everything
            mask = (hits & ~self.excluded) | (~hits & self.excluded)
            if mask not in seen:
                seen.add(mask)
                yield ActionClass(action, mask)

    def _examples(self) -> Iterator[tuple[str, int]]:
        for prefix, service in self.services.items():
            for name, hits in _named(service):
                yield f"{prefix}:{name}", hits
            for name, hits in _by_pattern(service, self.budget):
                yield f"{prefix}:{name}", hits
        other = _OTHER_SERVICE
        while other in self.services:
            other += "-2"
        yield f"{other}:action", 0


def _named(service: _Service) -> Iterator[tuple[str, int]]:
    compiled = [(_matcher(pattern), hits) for pattern, hits in service.patterns.items()]
    for name, own in service.names.items():
        hits = own
        for matches, more in compiled:
            if matches(name):
                hits |= more
        yield name, hits


class _matcher:  # noqa: N801  # used like a function
    """Whether a pattern of names matches a name; most patterns are beginnings."""

    __slots__ = ("_glob", "_start")

    def __init__(self, pattern: str) -> None:
        self._start = pattern[:-1]
        self._glob = None if pattern.endswith("*") and not has_wildcard(pattern[:-1]) else glob(pattern)

    def __call__(self, name: str) -> bool:
        return name.startswith(self._start) if self._glob is None else accepts(self._glob, name)


def _by_pattern(service: _Service, budget: Budget) -> Iterator[tuple[str, int]]:
    """Names that are not among the named ones."""
    if all(pattern.endswith("*") and not has_wildcard(pattern[:-1]) for pattern in service.patterns):
        yield from _by_start(service)
        return
    patterns = list(service.patterns.items())
    elements: list[list[Glob]] = [[glob(pattern)] for pattern, _ in patterns]
    apart: list[str] = []  # named ones that stood in the way: they are classes of their own
    while True:
        collided = False
        for name, matched in classes([_NAME], [*elements, *([glob(name)] for name in apart)], budget):
            if name in service.names:
                if name not in apart:
                    apart.append(name)
                    collided = True
                continue
            hits = 0
            for number, (_, more) in enumerate(patterns):
                if matched >> number & 1:
                    hits |= more
            yield name, hits
        if not collided:
            return


def _by_start(service: _Service) -> Iterator[tuple[str, int]]:
    starts = {pattern[:-1]: hits for pattern, hits in service.patterns.items()}
    for start in ("", *starts):
        hits = 0
        for other, more in starts.items():
            if start.startswith(other):
                hits |= more
        word = "other"
        # a word that leads into no longer start and to no name
        while any(
            each.startswith(start + word) or (len(each) > len(start) and (start + word).startswith(each))
            for each in (*starts, *service.names)
        ):
            word = "x" + word
        yield start + word, hits

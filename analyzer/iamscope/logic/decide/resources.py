"""Resources that show every way in which resources match the terms of a problem, as far as it is of interest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.classes import classes
from iamscope.logic.decide.globs import ARN, Glob, accepts, glob, has_wildcard, literal, plain
from iamscope.logic.decide.problem import ResourceElement
from iamscope.logic.patterns import covers, intersects, matches

#: Whether some request with these terms alive could make the expression true.
Promising = Callable[[int], bool]
_EXAMPLES = ("x", "", "example", "arn:aws:service:us-east-1:111122223333:example", "aws:service:us-east-1:1:x")


class ResourceClass(NamedTuple):
    """A resource, and the terms whose resource element it matches."""

    resource: str
    terms: int


class _Relation(NamedTuple):
    """How an element stands to the strings of one pattern: matched by all, by none, or (else) by some of them, which
    these globs tell."""

    matched: bool
    globs: tuple[str, ...]


class Resources:
    """The resource elements of a problem. `elements` gives each its terms, split by how they stand in the formula:
    those that help if they match, and those that help if they do not.
    """

    def __init__(self, elements: Mapping[ResourceElement, tuple[int, int]], budget: Budget) -> None:
        self.elements = elements
        self.budget = budget
        self._relations: dict[tuple[ResourceElement, str], _Relation] = {}
        self._patterns: dict[ResourceElement, tuple[tuple[str, str, bool], ...]] = {}

    def driving_patterns(self, element: ResourceElement) -> tuple[str, ...]:
        """Patterns such that each resource that the element matches is matched by one of them."""
        if element.patterns is None or element.excluded:
            return ("*",)
        return tuple(sorted(element.patterns, key=lambda pattern: (has_wildcard(pattern), pattern)))

    def classes(self, pattern: str, alive: int, promising: Promising) -> Iterator[ResourceClass]:
        """The resources of a pattern, with those of the terms that are `alive`. Raises `ExhaustedError`."""
        self.budget.spend()
        if not has_wildcard(pattern):
            resource = plain(pattern)
            if not resource:
                return
            yield ResourceClass(resource, self.terms_of(resource) & alive)
            return
        certain, undecided = self._bounds(pattern, alive)
        if not promising(self._best(certain, undecided, alive)):
            pass
        elif undecided:
            yield from self._undecided(pattern, certain, undecided, alive, promising)
        elif (example := _example(pattern)) is not None:
            yield ResourceClass(example, certain)
        if matches(pattern, literal("*")):
            # what is asked of actions that know no resources
            yield ResourceClass("*", self.terms_of("*") & alive)

    def best(self, pattern: str, alive: int) -> int:
        """The terms that match some resource of a pattern at the best: what helps does if it may, what hinders does
        only if it must.
        """
        return self._best(*self._bounds(pattern, alive), alive)

    def _best(self, certain: int, undecided: list[tuple[ResourceElement, tuple[str, ...]]], alive: int) -> int:
        for element, _ in undecided:
            certain |= self.elements[element][0] & alive
        return certain

    def _bounds(self, pattern: str, alive: int) -> tuple[int, list[tuple[ResourceElement, tuple[str, ...]]]]:
        """The terms that match every resource of a pattern, and the elements that match some, with the globs that tell
        which.
        """
        certain = 0
        undecided: list[tuple[ResourceElement, tuple[str, ...]]] = []
        for element, (helping, hindering) in self.elements.items():
            terms = (helping | hindering) & alive
            if not terms:
                continue
            relation = self._relation(element, pattern)
            if relation.globs:
                undecided.append((element, relation.globs))
            elif relation.matched is not element.excluded:
                certain |= terms
        return certain, undecided

    def _undecided(
        self,
        pattern: str,
        certain: int,
        undecided: list[tuple[ResourceElement, tuple[str, ...]]],
        alive: int,
        promising: Promising,
    ) -> Iterator[ResourceClass]:
        masks = [
            (element.excluded, self.elements[element][0] & alive, self.elements[element][1] & alive)
            for element, _ in undecided
        ]

        def terms(matched: int) -> int:
            found = certain
            for number, (excluded, helping, hindering) in enumerate(masks):
                if (matched >> number & 1) != excluded:
                    found |= helping | hindering
            return found

        verdicts: dict[int, bool] = {}

        def hopeless(matched: int, dead: int) -> bool:
            best = certain
            for number, (excluded, helping, hindering) in enumerate(masks):
                bit = 1 << number
                if dead & bit if excluded else matched & bit:
                    best |= helping | hindering
                elif not (matched | dead) & bit:
                    best |= helping
            known = verdicts.get(best)
            if known is None:
                known = verdicts[best] = not promising(best)
            return known

        elements = [[glob(each) for each in globs] for _, globs in undecided]
        for form in self._forms(pattern):
            for resource, matched in classes([glob(pattern), form], elements, self.budget, hopeless):
                yield ResourceClass(resource, terms(matched))

    def _forms(self, pattern: str) -> list[Glob]:
        """What resources of a pattern look like: ARNs, and names of another form that some element speaks of."""
        if not meets_arn(pattern):
            return [glob(pattern)]
        return [ARN, *(glob(each) for each in self._other_forms if intersects(each, pattern))]

    @cached_property
    def _other_forms(self) -> list[str]:
        patterns = {each for element in self.elements for each in element.patterns or ()}
        return sorted(each for each in patterns if each and not meets_arn(each))

    def _relation(self, element: ResourceElement, pattern: str) -> _Relation:
        found = self._relations.get((element, pattern))
        if found is None:
            found = self._relations[element, pattern] = self._relate(element, pattern)
        return found

    def _relate(self, element: ResourceElement, pattern: str) -> _Relation:
        if element.patterns is None:
            return _Relation(True, ())
        start = _start(pattern)
        undecided = []
        for text, its_start, _ in self._prepared(element):
            if not (its_start.startswith(start) or start.startswith(its_start)):
                continue
            if covers(text, pattern):
                return _Relation(True, ())
            if intersects(text, pattern):
                undecided.append(text)
        return _Relation(False, tuple(undecided))

    def _prepared(self, element: ResourceElement) -> tuple[tuple[str, str, bool], ...]:
        found = self._patterns.get(element)
        if found is None:
            texts = sorted(element.patterns or ())
            found = tuple((text, _start(text), has_wildcard(text)) for text in texts)
            self._patterns[element] = found
        return found

    def terms_of(self, resource: str) -> int:
        """The terms whose element one resource matches."""
        found = 0
        for element, (helping, hindering) in self.elements.items():
            if self._matches(element, resource):
                found |= helping | hindering
        return found

    def _matches(self, element: ResourceElement, resource: str) -> bool:
        if element.patterns is None:
            return True
        text = literal(resource)
        hit = text in element.patterns or any(
            matches(pattern, text)
            for pattern, start, wild in self._prepared(element)
            if wild and text.startswith(start)
        )
        return hit is not element.excluded


def _start(pattern: str) -> str:
    """What all strings of a pattern begin with."""
    ends = [at for at in (pattern.find("*"), pattern.find("?")) if at >= 0]
    return pattern[: min(ends)] if ends else pattern


@lru_cache(maxsize=4096)
def meets_arn(pattern: str) -> bool:
    """Whether some ARN matches a pattern; one that none matches speaks of resources with names of another form."""
    return intersects(pattern, "arn:?*:?*:*:*:?*")


def _example(pattern: str) -> str | None:
    """A resource of a pattern, a whole ARN where that is possible."""
    is_arn = meets_arn(pattern)
    for filler in _EXAMPLES:
        text = plain(pattern.replace("?", "x").replace("*", filler))
        if text and (not is_arn or accepts(ARN, text)):
            return text
    required = [glob(pattern), ARN] if is_arn else [glob(pattern)]
    return next((text for text, _ in classes(required, [], Budget(1.0))), None)

"""Resources that show every way in which resources match the terms of a problem, as far as it is of interest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.classes import classes
from iamscope.logic.decide.globs import ARN, Glob, accepts, glob, has_wildcard, literal, plain
from iamscope.logic.decide.pattern_index import PatternIndex, literal_start
from iamscope.logic.decide.problem import ResourceElement
from iamscope.logic.decide.resource_wildcards import ResourceWildcards
from iamscope.logic.patterns import intersects, matches

#: Whether some request with these terms alive could make the expression true.
Promising = Callable[[int], bool]
_Undecided = Sequence[tuple[ResourceElement, tuple[str, ...]]]
#: The account of resources whose account nothing tells.
EXAMPLE_ACCOUNT = "111122223333"
_EXAMPLES = ("x", "", "example", f"arn:aws:service:us-east-1:{EXAMPLE_ACCOUNT}:example", "aws:service:us-east-1:1:x")


class ResourceClass(NamedTuple):
    """A resource, and the terms whose resource element it matches."""

    resource: str
    terms: int


class _Relation(Enum):
    """How the strings of one pattern stand to another one."""

    WITHIN = "all of them match it"
    PARTLY = "some of them match it"
    APART = "none of them matches it"


class Resources:
    """The resource elements of a problem. `elements` gives each its terms, split by how they stand in the formula:
    those that help if they match, and those that help if they do not.
    """

    def __init__(
        self, elements: Mapping[ResourceElement, tuple[int, int]], wildcards: ResourceWildcards, budget: Budget
    ) -> None:
        self.elements = elements
        self.wildcards = wildcards
        self.budget = budget
        self._index = PatternIndex()
        self._list = list(elements)
        self._always = 0  # terms that match every resource
        self._excluded = 0  # terms that match what their element does not hit
        self._relations: dict[tuple[str, str], _Relation] = {}
        for number, (element, (helping, hindering)) in enumerate(elements.items()):
            if element.excluded:
                self._excluded |= helping | hindering
            elif element.patterns is None:
                self._always |= helping | hindering
            for pattern in element.patterns or ():
                self._index.add(pattern, number, helping | hindering)

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
        certain, undecided = self._alive_bounds(pattern, alive)
        if not promising(self._best(certain, undecided, alive)):
            pass
        else:
            example = self._example(pattern)
            if example is not None:  # easier to read than the shortest one
                yield ResourceClass(example, self.terms_of(example) & alive)
            if undecided:
                yield from self._undecided(pattern, certain, undecided, alive, promising)
        if matches(pattern, literal("*")):
            # what is asked of actions that know no resources
            yield ResourceClass("*", self.terms_of("*") & alive)

    def best(self, pattern: str, alive: int) -> int:
        """The terms that match some resource of a pattern at the best: what helps does if it may, what hinders does
        only if it must.
        """
        certain, undecided = self._alive_bounds(pattern, alive)
        return self._best(certain, undecided, alive)

    def _best(self, certain: int, undecided: _Undecided, alive: int) -> int:
        for element, _ in undecided:
            certain |= self.elements[element][0] & alive
        return certain

    def _alive_bounds(self, pattern: str, alive: int) -> tuple[int, _Undecided]:
        """Of the terms that are alive, those that match every string of a pattern; and the elements that match some,
        with the globs that tell which.
        """
        hit: set[int] = set()
        some: dict[int, list[str]] = {}
        for text, owners, terms in self._index.near(literal_start(pattern)):
            if not terms & alive or hit.issuperset(owners):
                continue
            self.budget.spend()
            relation = self._relation(text, pattern)
            if relation is _Relation.WITHIN:
                hit.update(owners)
            elif relation is _Relation.PARTLY:
                for owner in owners:
                    some.setdefault(owner, []).append(text)
        undecided = [
            (self._list[number], tuple(texts))
            for number, texts in some.items()
            if number not in hit and sum(self.elements[self._list[number]]) & alive
        ]
        doubtful = sum(sum(self.elements[element]) for element, _ in undecided)
        return self._matching(hit) & ~doubtful & alive, undecided

    def _relation(self, text: str, pattern: str) -> _Relation:
        found = self._relations.get((text, pattern))
        if found is None:
            if self.wildcards.covers(text, pattern):
                found = _Relation.WITHIN
            else:
                found = _Relation.PARTLY if self.wildcards.intersects(text, pattern) else _Relation.APART
            self._relations[text, pattern] = found
        return found

    def _matching(self, hit: Iterable[int]) -> int:
        """The terms that match if these elements' patterns are hit, and no others."""
        terms = self._always | self._excluded
        for number in hit:
            element = self._list[number]
            both = sum(self.elements[element])
            terms = terms & ~both if element.excluded else terms | both
        return terms

    def _undecided(
        self,
        pattern: str,
        certain: int,
        undecided: _Undecided,
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

        elements = [[self.wildcards.glob(each) for each in globs] for _, globs in undecided]
        for form in self._forms(pattern):
            for resource, matched in classes([self.wildcards.glob(pattern), form], elements, self.budget, hopeless):
                yield ResourceClass(resource, terms(matched))

    def _example(self, pattern: str) -> str | None:
        """A resource of a pattern that is easy to read, a whole ARN where that is possible."""
        is_arn = meets_arn(pattern)
        for filler in _EXAMPLES:
            text = plain(pattern.replace("?", "x").replace("*", filler))
            if text and (not is_arn or accepts(ARN, text)) and self.wildcards.matches(pattern, literal(text)):
                return text
        found = classes([self.wildcards.glob(pattern), ARN if is_arn else glob(pattern)], [], self.budget)
        return next((text for text, _ in found), None)

    def _forms(self, pattern: str) -> list[Glob]:
        """What resources of a pattern look like: ARNs, and names of another form that some element speaks of."""
        if not meets_arn(pattern):
            return [glob(pattern)]
        return [ARN, *(glob(each) for each in self._other_forms if intersects(each, pattern))]

    @cached_property
    def _other_forms(self) -> list[str]:
        patterns = {each for element in self.elements for each in element.patterns or ()}
        return sorted(each for each in patterns if each and not meets_arn(each))

    def terms_of(self, resource: str) -> int:
        """The terms whose element one resource matches."""
        text = literal(resource)
        hit: set[int] = set()
        for pattern, owners, _ in self._index.near(text):
            if not hit.issuperset(owners) and self.wildcards.matches(pattern, text):
                hit.update(owners)
        return self._matching(hit)


@lru_cache(maxsize=4096)
def meets_arn(pattern: str) -> bool:
    """Whether some ARN matches a pattern; one that none matches speaks of resources with names of another form."""
    return intersects(pattern, "arn:?*:?*:*:*:?*")

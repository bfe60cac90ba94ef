"""The condition keys of a problem: what each atom leaves possible for its key, and the values of a solution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.callers import CALLER_KEYS
from iamscope.logic.decide.domains import Domain, TooManyValuesError, domain, fixed_domain
from iamscope.logic.decide.problem import Problem
from iamscope.logic.decide.ranges import ABSENT, VALUES, Range, Several, Single, Words, meet
from iamscope.logic.decide.spelling import TextSpeller

#: The number of an atom, and whether it is to hold.
Literal = tuple[int, bool]
#: What remains possible for the keys that were spoken of: names of keys, or numbers of opaque atoms.
State = dict[object, Range]
#: Keys that requests carry unless that is ruled out; otherwise a missing key makes the simplest request.
_USUALLY_THERE = frozenset({"aws:resourceaccount"})


class Limit(NamedTuple):
    """What a literal leaves possible for its key."""

    key: object
    range: Range


class Keys:
    """The keys of a problem with their domains, which are made when first asked for."""

    def __init__(self, problem: Problem, budget: Budget) -> None:
        self.problem = problem
        self.budget = budget
        self._places: dict[int, int] = {}  # of an atom among those on its key
        self._atoms: dict[str, list[Atom]] = {}
        for number, atom in enumerate(problem.atoms):
            if isinstance(atom, Atom):
                own = self._atoms.setdefault(atom.key, [])
                self._places[number] = len(own)
                own.append(atom)
        self._domains: dict[str, Domain | TextSpeller] = {}
        self._limits: dict[Literal, Limit] = {}
        self._unlimited: dict[object, Range] = {}

    def _domain(self, key: str) -> Domain | TextSpeller:
        found = self._domains.get(key)
        if found is None:
            atoms = self._atoms[key]
            if key in self.problem.fixed:
                found = fixed_domain(atoms, self.problem.fixed[key], self.budget)
            else:
                try:
                    found = domain(atoms, self.budget)
                except TooManyValuesError:
                    found = TextSpeller(atoms, self.budget)
            self._domains[key] = found
        return found

    def limit(self, literal: Literal) -> Limit:
        """What a literal leaves possible."""
        found = self._limits.get(literal)
        if found is None:
            found = self._limits[literal] = self._make(*literal)
        return found

    def _make(self, number: int, wanted: bool) -> Limit:
        atom = self.problem.atoms[number]
        if isinstance(atom, Opaque):
            return Limit(number, Single(1 if wanted else 2))
        found = self._domain(atom.key)
        place = self._places[number]
        several = atom.key in self.problem.multivalued
        if isinstance(found, TextSpeller):
            return Limit(atom.key, _words(found, atom, (place, wanted), several))
        everything = (1 << len(found.values)) - 1
        accepted = found.accepted[place]
        if several:
            return Limit(atom.key, _several(atom, accepted, everything, wanted))
        mask = accepted << 1 | (1 if atom.if_absent else 0)
        return Limit(atom.key, Single(mask if wanted else (everything << 1 | 1) & ~mask))

    def unlimited(self, key: object) -> Range:
        """All that is possible for a key."""
        found = self._unlimited.get(key)
        if found is None:
            # an opaque atom holds or not
            found = self._unlimited[key] = self._all_of(key) if isinstance(key, str) else Single(3)
        return found

    def _all_of(self, key: str) -> Range:
        found = self._domain(key)
        if isinstance(found, TextSpeller):
            return Words(found, ABSENT | VALUES)
        everything = (1 << len(found.values)) - 1
        if key in self.problem.multivalued:
            # a key without a value counts as missing, so that `Null` with `false` excludes it: user guide,
            # reference_policies_condition-single-vs-multi-valued-context-keys
            return Several(ABSENT | VALUES, everything)
        if key not in self.problem.fixed:
            return Single(everything << 1 | 1)
        return Single(1 if self.problem.fixed[key] is None else everything << 1)

    def absent(self, key: str) -> Range | None:
        """What remains possible if the key is missing; None if it cannot be."""
        limit = self.unlimited(key)
        if isinstance(limit, Words):
            return limit._replace(states=ABSENT)
        return meet(limit, Several(ABSENT, 0) if isinstance(limit, Several) else Single(1))

    def usual(self, key: object, remaining: Range) -> Range | None:
        """The one of the remaining possibilities that a solution takes first: mostly a missing key, if that is one."""
        if isinstance(remaining, Single):
            return Single(_first(key, remaining))
        return remaining._replace(states=ABSENT) if remaining.states & ABSENT else None

    # -- solutions -------------------------------------------------------------------------------------

    def context(self, state: Mapping[object, Range]) -> dict[str, str | list[str]]:
        """One context of those that remain possible, with the keys whose values are given."""
        derived = CALLER_KEYS if self.problem.asks_for_caller else frozenset()
        values: dict[str, str | list[str] | None] = {
            key: value for key, value in self.problem.fixed.items() if key not in derived
        }
        for key, remaining in state.items():
            if isinstance(key, str):
                values[key] = self._value(key, remaining)
        return {self.problem.spelling.get(key, key): value for key, value in values.items() if value is not None}

    def _value(self, key: str, remaining: Range) -> str | list[str] | None:
        if isinstance(remaining, Words):
            if remaining.states & ABSENT:
                return None
            words = remaining.values()
            return words if key in self.problem.multivalued else words[0]
        found = self._domain(key)
        values = found.values if isinstance(found, Domain) else ()
        if isinstance(remaining, Single):
            low = _first(key, remaining).bit_length() - 1
            return values[low - 1] if low else None
        return None if remaining.states & ABSENT else _some_values(remaining, values)

    def opaque_reason(self, state: Mapping[object, Range]) -> str | None:
        """What is not known of the first opaque atom that the solution depends on."""
        for key in state:
            if isinstance(key, int):
                atom = self.problem.atoms[key]
                if isinstance(atom, Opaque):
                    return atom.reason
        return None


def _first(key: object, remaining: Single) -> int:
    """The bit of the possibility that is taken first."""
    mask = remaining.mask
    if key in _USUALLY_THERE and mask > 1:
        mask &= ~1
    return mask & -mask


def _some_values(remaining: Several, values: tuple[str, ...]) -> list[str]:
    chosen: set[int] = set()
    for some in sorted(remaining.some_of):
        mask = remaining.all_of & some
        if not any(mask >> each & 1 for each in chosen):
            chosen.add((mask & -mask).bit_length() - 1)
    if not chosen:
        chosen.add((remaining.all_of & -remaining.all_of).bit_length() - 1)
    return [values[each] for each in sorted(chosen)]


def _several(atom: Atom, accepted: int, everything: int, wanted: bool) -> Several:
    """What an atom on a multivalued key leaves possible."""
    if not wanted:
        accepted = everything & ~accepted
    states = (ABSENT if atom.if_absent is wanted else 0) | (VALUES if accepted else 0)
    if atom.family == "Null":
        return Several(states, everything)
    if atom.of_all_values is wanted:
        return Several(states, accepted)
    return Several(states, everything, frozenset({accepted}))


def _words(speller: TextSpeller, atom: Atom, wish: tuple[int, bool], several: bool) -> Words:
    """What an atom leaves possible on a key whose values are not listed."""
    wanted = wish[1]
    states = (ABSENT if atom.if_absent is wanted else 0) | VALUES
    if several and atom.of_all_values is not wanted and atom.family != "Null":
        return Words(speller, states, some_of=frozenset({wish}))
    return Words(speller, states, all_of=frozenset({wish}))

"""Whether some context makes a formula true, when action, resource and caller are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.callers import CALLER_KEYS
from iamscope.logic.decide.domains import Domain, domain, fixed_domain
from iamscope.logic.decide.problem import Either, Every, Formula, NoTerm, Problem, SomeTerm, bits

_ABSENT, _VALUES = 1, 2


class Single(NamedTuple):
    """What is possible for a key with one value: a mask of its values, the lowest bit for the missing key."""

    mask: int

    def meet(self, other: Single) -> Single | None:
        both = self.mask & other.mask
        return Single(both) if both else None

    def within(self, other: Single) -> bool:
        return not self.mask & ~other.mask


class Several(NamedTuple):
    """What is possible for a multivalued key: missing, or with values that are all in `all_of` and of which
    one is in each of `some_of`.
    """

    states: int
    all_of: int
    some_of: frozenset[int] = frozenset()

    def meet(self, other: Several) -> Several | None:
        states = self.states & other.states
        all_of = self.all_of & other.all_of
        some_of = self.some_of | other.some_of
        if states & _VALUES and not (all_of and all(all_of & some for some in some_of)):
            states &= ~_VALUES
        return Several(states, all_of, some_of) if states else None

    def within(self, other: Several) -> bool:
        if self.states & ~other.states:
            return False
        return not self.states & _VALUES or (
            not self.all_of & ~other.all_of
            and all(any(not self.all_of & some & ~wanted for some in self.some_of) for wanted in other.some_of)
        )


Range = Single | Several
Literal = tuple[int, bool]
State = dict[object, Range]


class _Literal(NamedTuple):
    """A condition that must hold, or not: what it leaves possible for its key."""

    key: object
    range: Range


class Contexts:
    """The keys of a problem with their domains, and the search for a context."""

    def __init__(self, problem: Problem, budget: Budget) -> None:
        self.problem = problem
        self.budget = budget
        self._numbers: dict[object, list[int]] = {}
        for number, atom in enumerate(problem.atoms):
            key: object = number if isinstance(atom, Opaque) else atom.key
            self._numbers.setdefault(key, []).append(number)
        self._domains: dict[str, Domain] = {}
        self._literals: dict[Literal, _Literal] = {}

    # -- literals --------------------------------------------------------------------------------------

    def _domain(self, key: str) -> Domain:
        found = self._domains.get(key)
        if found is None:
            atoms = self._atoms(key)
            if key in self.problem.fixed:
                found = fixed_domain(atoms, self.problem.fixed[key], self.budget)
            else:
                found = domain(atoms, self.budget)
            self._domains[key] = found
        return found

    def _atoms(self, key: str) -> list[Atom]:
        atoms = (self.problem.atoms[number] for number in self._numbers[key])
        return [atom for atom in atoms if isinstance(atom, Atom)]

    def literal(self, number: int, wanted: bool) -> _Literal:
        found = self._literals.get((number, wanted))
        if found is None:
            found = self._literals[number, wanted] = self._make(number, wanted)
        return found

    def _make(self, number: int, wanted: bool) -> _Literal:
        atom = self.problem.atoms[number]
        if isinstance(atom, Opaque):
            return _Literal(number, Single(1 if wanted else 2))
        values, masks = self._domain(atom.key)
        accepted = masks[self._numbers[atom.key].index(number)]
        everything = (1 << len(values)) - 1
        if atom.key in self.problem.multivalued:
            return _Literal(atom.key, _several(atom, accepted, everything, wanted))
        mask = accepted << 1 | (1 if atom.if_absent else 0)
        if not wanted:
            mask = (everything << 1 | 1) & ~mask
        return _Literal(atom.key, Single(mask))

    def unlimited(self, key: object) -> Range:
        """All that is possible for a key."""
        if not isinstance(key, str):
            return Single(3)  # an opaque atom holds or not
        everything = (1 << len(self._domain(key).values)) - 1
        fixed = key in self.problem.fixed
        missing = fixed and self.problem.fixed[key] is None
        if key in self.problem.multivalued:
            # a key without a value counts as missing, so that `Null` with `false` excludes it: user guide,
            # reference_policies_condition-single-vs-multi-valued-context-keys
            return Several(_ABSENT | _VALUES, everything)
        return Single(1 if missing else everything << 1 if fixed else everything << 1 | 1)

    # -- search ----------------------------------------------------------------------------------------

    def solve(
        self, alive: int, forced: int, truths: Mapping[int, bool], absent: Iterable[str]
    ) -> dict[object, Range] | None:
        """What remains possible for each key; None if no context makes the formula true.

        `alive` are the terms whose other elements match, `forced` one of them that must be true (as a mask, or 0);
        `truths` gives the atoms that the caller decides, `absent` keys that the caller does not carry.
        """
        search = _Search(self, alive, forced, truths)
        start: State = {}
        for key in absent:
            limit = self.unlimited(key)
            missing: Range = Several(_ABSENT, 0) if isinstance(limit, Several) else Single(1)
            met = _meet(limit, missing)
            if met is None:
                return None
            start[key] = met
        state: State | None = start
        for term in bits(forced):
            for number in self.problem.terms[term].conditions:
                state = search.assign(state, (number, True))
        if state is None:
            return None
        return search.formulas([self.problem.formula], [], state)

    def context(self, state: Mapping[object, Range]) -> dict[str, str | list[str]]:
        """One context of those that remain possible, with the keys whose values are given."""
        given = self.problem.fixed.items()
        derived = CALLER_KEYS if self.problem.asks_for_caller else frozenset()
        found: dict[str, str | list[str]] = {
            self.problem.spelling.get(key, key): value
            for key, value in given
            if value is not None and key not in derived
        }
        for key, remaining in state.items():
            if not isinstance(key, str):
                continue
            values = self._domain(key).values
            name = self.problem.spelling.get(key, key)
            if isinstance(remaining, Single):
                low = (remaining.mask & -remaining.mask).bit_length() - 1
                if low:
                    found[name] = values[low - 1]
            elif not remaining.states & _ABSENT:
                found[name] = _some_values(remaining, values)
        return found

    def opaque_reason(self, state: Mapping[object, Range]) -> str | None:
        """What is not known of the first opaque atom that the solution depends on."""
        for key in state:
            if isinstance(key, int):
                atom = self.problem.atoms[key]
                if isinstance(atom, Opaque):
                    return atom.reason
        return None


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
    states = _VALUES
    if atom.if_absent is wanted:
        states |= _ABSENT
    if not wanted:
        accepted = everything & ~accepted
    if atom.family == "Null":
        return Several(states if accepted else states & ~_VALUES, everything)
    if atom.of_all_values is wanted:
        return Several(states if accepted else states & ~_VALUES, accepted)
    return Several(states if accepted else states & ~_VALUES, everything, frozenset({accepted}))


def _meet(first: Range, second: Range) -> Range | None:
    return first.meet(second)  # type: ignore[arg-type]  # both are of one key


def _within(first: Range, second: Range) -> bool:
    return first.within(second)  # type: ignore[arg-type]  # both are of one key


class _Search:
    """A search with clauses; a clause is a list of literals of which one must hold."""

    def __init__(self, contexts: Contexts, alive: int, forced: int, truths: Mapping[int, bool]) -> None:
        self.contexts = contexts
        self.alive = alive
        self.forced = forced
        self.truths = truths
        self._ruled: set[int] = set()

    def assign(self, state: State | None, literal: Literal) -> State | None:
        """The state in which a literal holds."""
        if state is None:
            return None
        number, wanted = literal
        truth = self.truths.get(number)
        if truth is not None:
            return state if truth is wanted else None
        key, allowed = self.contexts.literal(number, wanted)
        before = state.get(key)
        if before is None:
            before = self.contexts.unlimited(key)
        after = _meet(before, allowed)
        if after is None:
            return None
        if after == before and key in state:
            return state
        return {**state, key: after}

    def _holds(self, state: State, literal: Literal) -> bool | None:
        """Whether a literal holds in all that remains possible; None if in some of it."""
        number, wanted = literal
        truth = self.truths.get(number)
        if truth is not None:
            return truth is wanted
        key, allowed = self.contexts.literal(number, wanted)
        current = state.get(key)
        if current is None:
            current = self.contexts.unlimited(key)
        if _within(current, allowed):
            return True
        return None if _meet(current, allowed) is not None else False

    def formulas(self, pending: list[Formula], clauses: list[tuple[Literal, ...]], state: State) -> State | None:
        """Makes formulas and clauses true, the formulas with choices last."""
        self.contexts.budget.spend()
        choices, more = self._unfold(pending)
        clauses = clauses + more
        if not choices:
            return self._rules(clauses, state)
        after = self._propagate(clauses, state)
        if after is None:
            return None
        clauses, state = after
        choice, *rest = sorted(choices, key=self._width)
        if isinstance(choice, SomeTerm):
            for term in bits(choice.terms & self.alive):
                following: State | None = state
                for number in self.contexts.problem.terms[term].conditions:
                    following = self.assign(following, (number, True))
                if following is not None and (found := self.formulas(rest, clauses, following)) is not None:
                    return found
            return None
        for part in choice.parts if isinstance(choice, Either) else ():
            found = self.formulas([*rest, part], clauses, state)
            if found is not None:
                return found
        return None

    def _unfold(self, pending: list[Formula]) -> tuple[list[Formula], list[tuple[Literal, ...]]]:
        """The formulas that leave a choice, and the clauses that the others amount to."""
        choices: list[Formula] = []
        clauses: list[tuple[Literal, ...]] = []
        pending = list(pending)
        while pending:
            formula = pending.pop()
            if isinstance(formula, Every):
                pending.extend(formula.parts)
            elif isinstance(formula, NoTerm):
                clauses += [
                    tuple((number, False) for number in self.contexts.problem.terms[term].conditions)
                    for term in bits(formula.terms & self.alive)
                ]
            elif not (isinstance(formula, SomeTerm) and formula.terms & self.forced):
                choices.append(formula)
        return choices, clauses

    def _width(self, formula: Formula) -> int:
        if isinstance(formula, SomeTerm):
            return (formula.terms & self.alive).bit_count()
        return len(formula.parts) if isinstance(formula, Either) else 0

    def _rules(self, clauses: list[tuple[Literal, ...]], state: State) -> State | None:
        """Adds the rules about what the clauses and the state speak of."""
        rules = self.contexts.problem.rules
        if rules:
            clauses = clauses + list(rules)
        return self._clauses(clauses, state)

    def _clauses(self, clauses: list[tuple[Literal, ...]], state: State) -> State | None:
        self.contexts.budget.spend()
        after = self._propagate(clauses, state)
        if after is None:
            return None
        clauses, state = after
        if not clauses:
            return state
        clause = min(clauses, key=len)
        for literal in clause:
            following = self.assign(state, literal)
            if following is not None and (found := self._clauses(clauses, following)) is not None:
                return found
        return None

    def _propagate(
        self, clauses: list[tuple[Literal, ...]], state: State
    ) -> tuple[list[tuple[Literal, ...]], State] | None:
        """Assigns the literals of clauses that have only one left; the clauses that remain, each with a choice."""
        while True:
            left: list[tuple[Literal, ...]] = []
            changed = False
            for clause in clauses:
                open_literals = []
                for literal in clause:
                    holds = self._holds(state, literal)
                    if holds:
                        break
                    if holds is None:
                        open_literals.append(literal)
                else:
                    if not open_literals:
                        return None
                    if len(open_literals) == 1:
                        following = self.assign(state, open_literals[0])
                        if following is None:
                            return None
                        state, changed = following, True
                    else:
                        left.append(tuple(open_literals))
            clauses = left
            if not changed:
                return clauses, state

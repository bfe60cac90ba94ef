"""Whether some context makes a formula true, when action, resource and caller are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.keys import Keys, Literal, State
from iamscope.logic.decide.problem import Either, Every, Formula, NoTerm, Problem, SomeTerm, bits
from iamscope.logic.decide.ranges import meet, within


class Contexts:
    """The search for contexts of a problem."""

    def __init__(self, problem: Problem, budget: Budget) -> None:
        self.problem = problem
        self.budget = budget
        self.keys = Keys(problem, budget)

    def solve(self, alive: int, forced: int, truths: Mapping[int, bool], absent: Iterable[str]) -> State | None:
        """What remains possible for each key; None if no context makes the formula true. Raises `ExhaustedError`.

        `alive` are the terms whose other elements match, `forced` one of them that must be true (as a mask, or 0);
        `truths` gives the atoms that the caller decides, `absent` keys that the caller does not carry.
        """
        search = _Search(self, alive, forced, truths)
        start: State = {}
        for key in absent:
            missing = self.keys.absent(key)
            if missing is None:
                return None
            start[key] = missing
        state: State | None = start
        for term in bits(forced):
            for number in self.problem.terms[term].conditions:
                state = search.assign(state, (number, True))
        if state is None:
            return None
        return search.formulas([self.problem.formula], [], state)


class _Search:
    """A search with clauses; a clause is a list of literals of which one must hold."""

    def __init__(self, contexts: Contexts, alive: int, forced: int, truths: Mapping[int, bool]) -> None:
        self.problem = contexts.problem
        self.keys = contexts.keys
        self.budget = contexts.budget
        self.alive = alive
        self.forced = forced
        self.truths = truths

    def assign(self, state: State | None, literal: Literal) -> State | None:
        """The state in which a literal holds."""
        if state is None:
            return None
        number, wanted = literal
        truth = self.truths.get(number)
        if truth is not None:
            return state if truth is wanted else None
        key, allowed = self.keys.limit(literal)
        before = state.get(key)
        if before is None:
            before = self.keys.unlimited(key)
        after = meet(before, allowed)
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
        key, allowed = self.keys.limit(literal)
        current = state.get(key)
        if current is None:
            current = self.keys.unlimited(key)
        if within(current, allowed):
            return True
        return None if meet(current, allowed) is not None else False

    def formulas(self, pending: list[Formula], clauses: list[tuple[Literal, ...]], state: State) -> State | None:
        """Makes formulas and clauses true, the formulas with choices last."""
        self.budget.spend()
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
                for number in self.problem.terms[term].conditions:
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
                    tuple((number, False) for number in self.problem.terms[term].conditions)
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
        rules = self.problem.rules
        if rules:
            clauses = clauses + list(rules)
        return self._clauses(clauses, state)

    def _clauses(self, clauses: list[tuple[Literal, ...]], state: State) -> State | None:
        """Makes clauses true, the shortest first. No recursion: there may be thousands."""
        pending = [(clauses, state)]
        while pending:
            self.budget.spend()
            after = self._propagate(*pending.pop())
            if after is None:
                continue
            left, reached = after
            solved = self._at_once(left, reached)
            if solved is not None:
                return solved
            choices = (self.assign(reached, literal) for literal in reversed(min(left, key=len)))
            pending += [(left, following) for following in choices if following is not None]
        return None

    def _at_once(self, clauses: list[tuple[Literal, ...]], state: State) -> State | None:
        """The state that makes all clauses true with each key as it is usual, if it does."""
        solved = dict(state)
        for clause in clauses:
            for literal in clause:
                key, allowed = self.keys.limit(literal)
                current = solved.get(key)
                usual = self.keys.usual(key, self.keys.unlimited(key) if current is None else current)
                if usual is not None and within(usual, allowed):
                    solved[key] = usual
                    break
            else:
                return None
        return solved

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

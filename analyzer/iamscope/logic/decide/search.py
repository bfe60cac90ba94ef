"""The search for a request that makes a problem's formula true: action, resource, caller, context, in this order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from iamscope.logic.decide.actions import ActionClass, Actions
from iamscope.logic.decide.answers import ContextValues, Principal
from iamscope.logic.decide.atoms import Atom
from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.caller_index import CallerIndex
from iamscope.logic.decide.callers import (
    CALLER_KEYS,
    SOME_ROLE,
    SOMEBODY,
    Candidate,
    Classes,
    Named,
    candidates,
    needs_account,
)
from iamscope.logic.decide.contexts import Contexts
from iamscope.logic.decide.problem import Either, Every, Formula, NoTerm, Problem, SomeTerm, bits
from iamscope.logic.decide.resource_wildcards import ResourceWildcards
from iamscope.logic.decide.resources import EXAMPLE_ACCOUNT, Resources
from iamscope.logic.evaluation.callers import parse_caller


class Model(NamedTuple):
    """A request that makes the formula true. `kind` is the action in lower case that stands for all of its class;
    `doubt` says on what of the unknown the request depends, if on anything.
    """

    principal: Principal
    kind: str
    action: str
    resource: str
    context: ContextValues
    doubt: str | None


class _CallerClass(NamedTuple):
    """A caller with the terms that speak of him, the atoms that he decides, the keys that he does not carry, and those
    that do not follow from his name.
    """

    principal: Principal
    terms: int
    truths: Mapping[int, bool]
    absent: tuple[str, ...]
    given: Mapping[str, str] = MappingProxyType({})


class _Found(NamedTuple):
    principal: Principal
    context: ContextValues
    doubt: str | None


class Search:
    """Decides one problem."""

    def __init__(self, problem: Problem, wildcards: ResourceWildcards, budget: Budget) -> None:
        self.problem = problem
        self.budget = budget
        self.contexts = Contexts(problem, budget)
        self._all = (1 << len(problem.terms)) - 1
        self._helping = sum(1 << number for number, term in enumerate(problem.terms) if term.positive)
        elements: dict[object, tuple[int, int]] = {}
        for number, term in enumerate(problem.terms):
            helping, hindering = elements.get(term.resource, (0, 0))
            bit = 1 << number
            elements[term.resource] = (helping | bit, hindering) if term.positive else (helping, hindering | bit)
        self.resources = Resources(elements, wildcards, budget)  # type: ignore[arg-type]  # keys are resource elements
        self.actions = Actions(problem.terms, self._helping, budget)
        self._callers: list[_CallerClass] | None = None
        self._results: dict[tuple[int, int], _Found | None] = {}

    def models(self) -> Iterator[Model]:
        """At most one model for each class of actions. Raises `ExhaustedError`."""
        everything = self._drivers(self.problem.formula, self._all)
        for action in self.actions.classes(everything, self._could):
            model = self._with_action(action)
            if model is not None:
                yield model

    def _with_action(self, action: ActionClass) -> Model | None:
        alive = action.terms
        if not possible(self.problem.formula, alive):
            return None
        drivers = self._drivers(self.problem.formula, alive)
        for forced in [0] if drivers is None else [1 << number for number in bits(drivers)]:
            found = self._driven(action, alive, forced)
            if found is not None:
                return found
        return None

    def _could(self, alive: int, forced: int) -> bool:
        """Whether some resource could do, seen as roughly as is quick, for an action that these terms match at best."""
        if forced & ~alive or not possible(self.problem.formula, alive):
            return False
        relevant = alive & self._relevant(self.problem.formula, forced)
        return any(
            self._rest(self.resources.best(pattern, relevant) | forced, forced) is not None
            for pattern in self._driving_patterns(forced)
        )

    def _driving_patterns(self, forced: int) -> tuple[str, ...]:
        if not forced:
            return ("*",)
        return self.resources.driving_patterns(self.problem.terms[forced.bit_length() - 1].resource)

    def _drivers(self, formula: Formula, alive: int) -> int | None:
        """Terms of which one at least must be true; None if there are none such."""
        if isinstance(formula, SomeTerm):
            return formula.terms & alive
        if isinstance(formula, Every):
            found = [drivers for part in formula.parts if (drivers := self._drivers(part, alive)) is not None]
            return min(found, key=self._cost) if found else None
        if isinstance(formula, Either):
            union = 0
            for part in formula.parts:
                drivers = self._drivers(part, alive)
                if drivers is None:
                    return None
                union |= drivers
            return union
        return None

    def _cost(self, drivers: int) -> tuple[bool, int]:
        # terms that name resources lead the search; one that names none leaves it where it was
        terms = [self.problem.terms[number] for number in bits(drivers)]
        leads = all(term.resource.patterns is not None and not term.resource.excluded for term in terms)
        return not leads, len(terms)

    def _driven(self, action: ActionClass, alive: int, forced: int) -> Model | None:
        """A model in which the forced term is true."""
        relevant = alive & self._relevant(self.problem.formula, forced)

        def promising(terms: int) -> bool:
            return self._rest(terms | forced, forced) is not None

        for pattern in self._driving_patterns(forced):
            for resource, terms in self.resources.classes(pattern, relevant, promising):
                if forced & ~terms:
                    continue  # a resource that only an exclusion of the term itself leaves
                found = self._rest(terms, forced)
                if found is not None:
                    return self._model(action, resource, found)
        return None

    def _model(self, action: ActionClass, resource: str, found: _Found) -> Model:
        documented = self.actions.documented(action)
        likely = [("service", documented.partition(":")[0])]
        if isinstance(found.principal, str):
            likely.append((EXAMPLE_ACCOUNT, parse_caller(found.principal).account or EXAMPLE_ACCOUNT))
        for filler, better in likely:
            ours = resource.replace(f":{filler}:", f":{better}:")
            if self.resources.terms_of(ours) == self.resources.terms_of(resource):
                resource = ours
        return Model(found.principal, action.action, documented, resource, found.context, found.doubt)

    def _relevant(self, formula: Formula, forced: int) -> int:
        """The terms that still matter when the forced one is true."""
        if isinstance(formula, SomeTerm):
            return forced if formula.terms & forced else formula.terms
        if isinstance(formula, NoTerm):
            return formula.terms
        mask = forced
        for part in formula.parts:
            mask |= self._relevant(part, forced)
        return mask

    # -- callers and contexts --------------------------------------------------------------------------

    def _rest(self, alive: int, forced: int) -> _Found | None:
        """A caller and a context for terms whose actions and resources match."""
        key = (alive, forced)
        if key not in self._results:
            self._results[key] = self._search_rest(alive, forced)
        return self._results[key]

    def _search_rest(self, alive: int, forced: int) -> _Found | None:
        if not possible(self.problem.formula, alive):
            return None
        tried: set[tuple[int, int]] = set()
        for number, caller in enumerate(self._caller_classes()):
            terms = alive & caller.terms
            # callers that differ in nothing that matters here share the answer
            kind = (terms, 0 if not caller.truths and not caller.absent else number + 1)
            if forced & ~terms or kind in tried or not possible(self.problem.formula, terms):
                continue
            tried.add(kind)
            state = self.contexts.solve(terms, forced, caller.truths, caller.absent)
            if state is not None:
                doubt = self.contexts.keys.opaque_reason(state)
                return _Found(caller.principal, {**self.contexts.keys.context(state), **caller.given}, doubt)
        return None

    def _caller_classes(self) -> list[_CallerClass]:
        if self._callers is None:
            self._callers = list(self._make_callers())
        return self._callers

    def candidates(self) -> Iterator[Candidate]:
        """Callers that show all that the problem can ask of a caller."""
        atoms = [atom for atom in self.problem.atoms if isinstance(atom, Atom) and atom.key in CALLER_KEYS]
        found = candidates(self._caller_elements().values(), atoms, self.budget)
        if not self.problem.not_calling:
            return found
        # of policies that are attached to a caller, those requests are plain that stay within his account
        allowed = (candidate for candidate in found if candidate.caller.kind not in self.problem.not_calling)
        return iter(sorted(allowed, key=lambda candidate: candidate.caller.account != EXAMPLE_ACCOUNT))

    def _caller_elements(self) -> dict[object, Named | Classes]:
        return {term.caller.identity: term.caller for term in self.problem.terms if term.caller is not None}

    def _make_callers(self) -> Iterator[_CallerClass]:
        problem = self.problem
        if not problem.asks_for_caller:
            # only users have a name
            principal = SOMEBODY if problem.fixed.get("aws:username", "") is not None else SOME_ROLE
            yield _CallerClass(principal, self._all, {}, ())
            return
        index = CallerIndex(term.caller for term in problem.terms)
        atoms = {
            number: atom
            for number, atom in enumerate(problem.atoms)
            if isinstance(atom, Atom) and atom.key in CALLER_KEYS
        }
        account_keys = sorted({a.key for a in problem.atoms if isinstance(a, Atom) and needs_account(a.key)})
        seen: set[tuple[int, frozenset[int], tuple[str, ...]]] = set()
        for candidate in self.candidates():
            if any(candidate.keys.get(key) != value for key, value in problem.fixed.items() if key in CALLER_KEYS):
                continue
            self.budget.spend()
            mask = index.terms(candidate.caller)
            truths = {number: _truth(atom, candidate) for number, atom in atoms.items()}
            absent = () if candidate.caller.in_account else tuple(account_keys)
            kind = (mask, frozenset(number for number, truth in truths.items() if truth), absent)
            if kind not in seen:
                seen.add(kind)
                yield _CallerClass(candidate.principal, mask, truths, absent, candidate.given)


def _truth(atom: Atom, candidate: Candidate) -> bool:
    value = candidate.keys.get(atom.key)
    return atom.if_absent if value is None else atom.accepts(value)


def possible(formula: Formula, alive: int) -> bool:
    """Whether a formula could be true if the terms that are not alive are false."""
    if isinstance(formula, SomeTerm):
        return bool(formula.terms & alive)
    if isinstance(formula, NoTerm):
        return True
    if isinstance(formula, Every):
        return all(possible(part, alive) for part in formula.parts)
    return any(possible(part, alive) for part in formula.parts)

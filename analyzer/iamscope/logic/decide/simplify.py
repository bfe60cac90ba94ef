"""Leaves out of a formula what other parts of it rule out at once; two versions of a policy have much in common."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from iamscope.logic.decide.atom_implications import AtomImplications
from iamscope.logic.decide.problem import (
    EVERY_ACTION,
    EVERY_RESOURCE,
    Either,
    Every,
    Formula,
    NoTerm,
    SomeTerm,
    Term,
    bits,
    join,
    literals,
)

#: With more terms than this beside one, only those with conditions in common are compared with it.
_MOST = 64


def simplify(formula: Formula, terms: Sequence[Term], implied: AtomImplications) -> Formula:
    """The formula without terms that cannot be true because they imply one that must be false."""
    ruled_out = _must_be_false(formula)
    if not ruled_out:
        return formula
    weaker: dict[object, list[frozenset[int]]] = {}
    for number in bits(ruled_out):
        term = terms[number]
        key = term.action, term.resource, term.caller and term.caller.identity
        weaker.setdefault(key, []).append(frozenset(term.conditions))
    impossible = 0
    for number in bits(_may_be_true(formula)):
        if _implies_some(terms[number], weaker, implied):
            impossible |= 1 << number
    return _without(formula, impossible) if impossible else formula


def _must_be_false(formula: Formula) -> int:
    if isinstance(formula, NoTerm):
        return formula.terms
    mask = 0
    if isinstance(formula, Every):
        for part in formula.parts:
            mask |= _must_be_false(part)
    return mask


def _may_be_true(formula: Formula) -> int:
    if isinstance(formula, SomeTerm):
        return formula.terms
    mask = 0
    if isinstance(formula, Every | Either):
        for part in formula.parts:
            mask |= _may_be_true(part)
    return mask


def _implies_some(term: Term, weaker: dict[object, list[frozenset[int]]], implied: AtomImplications) -> bool:
    """Whether one of others, given by their elements, is true where a term is; as far as that is seen at a glance."""
    wider = product(
        {term.action, EVERY_ACTION},
        {term.resource, EVERY_RESOURCE},
        {None, term.caller and term.caller.identity},
    )
    others = [conditions for key in wider for conditions in weaker.get(key, ())]
    if any(conditions.issubset(term.conditions) for conditions in others):
        return True
    if len(others) > _MOST:
        return False

    def follows(wanted: int) -> bool:
        return any(implied.holds(number, wanted) for number in term.conditions)

    left = [[wanted for wanted in conditions if not follows(wanted)] for conditions in others]
    return not all(left) or any(
        all(any(all(implied.holds_for_value(number, value, one) for one in each) for each in left) for value in values)
        for number in term.conditions
        if (values := implied.split(number))
    )


def _without(formula: Formula, impossible: int) -> Formula:
    if isinstance(formula, SomeTerm):
        return literals(True, formula.terms & ~impossible)
    if isinstance(formula, NoTerm):
        return formula
    return join(isinstance(formula, Every), [_without(part, impossible) for part in formula.parts])

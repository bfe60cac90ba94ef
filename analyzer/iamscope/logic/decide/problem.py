"""An expression made ready for being decided: terms without structure, and a formula over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.decide.callers import Classes, Named
from iamscope.logic.decide.implications import Rule
from iamscope.logic.evaluation.callers import CallerKind


class ActionElement(NamedTuple):
    """Patterns in lower case; None for every action."""

    patterns: frozenset[str] | None
    excluded: bool = False


class ResourceElement(NamedTuple):
    """Patterns as `globs` has them; None for every resource."""

    patterns: frozenset[str] | None
    excluded: bool = False


EVERY_ACTION = ActionElement(None)
EVERY_RESOURCE = ResourceElement(None)


class Term(NamedTuple):
    """A conjunction of elements; `conditions` are numbers of atoms. `positive` says how it stands in the formula."""

    action: ActionElement
    resource: ResourceElement
    caller: Named | Classes | None
    conditions: tuple[int, ...]
    positive: bool


# A formula in negation normal form; terms are bits of masks. (No tuples: those of different kinds would be equal.)


@dataclass(frozen=True, slots=True)
class SomeTerm:
    """At least one of the terms is true."""

    terms: int


@dataclass(frozen=True, slots=True)
class NoTerm:
    """All of the terms are false."""

    terms: int


@dataclass(frozen=True, slots=True)
class Every:
    """All parts are true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part is true."""

    parts: tuple[Formula, ...]


Formula = SomeTerm | NoTerm | Every | Either
TRUE: Formula = Every(())
FALSE: Formula = Either(())


def literals(positive: bool, mask: int) -> Formula:
    """That some of the terms is true, or that none is."""
    if not mask:
        return FALSE if positive else TRUE
    return SomeTerm(mask) if positive else NoTerm(mask)


def join(conjunction: bool, parts: list[Formula]) -> Formula:
    """All of the parts or one of them, without constants and needless nesting."""
    neutral, absorbing = (TRUE, FALSE) if conjunction else (FALSE, TRUE)
    if absorbing in parts:
        return absorbing
    rest = tuple(part for part in parts if part != neutral)
    if len(rest) == 1:
        return rest[0]
    return Every(rest) if conjunction else Either(rest)


@dataclass(slots=True)
class Problem:
    """`asks_for_caller` says whether callers matter; keys that follow from them are then not free.

    `not_calling` are kinds of callers of whom the policies do not speak. `fixed` gives keys with a given value (None:
    absent). `rules` are clauses over atoms that hold of every request.
    """

    terms: list[Term]
    formula: Formula
    atoms: list[Atom | Opaque]
    asks_for_caller: bool
    not_calling: frozenset[CallerKind]
    multivalued: frozenset[str]
    fixed: Mapping[str, str | None]
    spelling: Mapping[str, str]
    rules: Sequence[Rule] = ()


def bits(mask: int) -> Iterable[int]:
    """The numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low

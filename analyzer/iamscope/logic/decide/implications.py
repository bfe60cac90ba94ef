"""What follows for texts with variables from how they are written, whatever the variables' values are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.decide.globs import literal
from iamscope.syntax.operators import Operator
from iamscope.syntax.variables import find_variables

#: A clause over atoms: at least one of them, given by their numbers, is or is not so.
Rule = tuple[tuple[int, bool], ...]
#: More texts or conditions with variables than this are not compared with each other.
_MOST = 200


class ResourceName(NamedTuple):
    """The identity of what matches a resource with variables."""

    text: str


class ConditionName(NamedTuple):
    """The identity of a condition with variables."""

    operator: Operator
    key: str
    values: frozenset[str]


def implications(atoms: Sequence[Atom | Opaque]) -> list[Rule]:
    """Clauses that hold of every request: what another one covers holds only where that one does."""
    names = [(number, atom.name) for number, atom in enumerate(atoms) if isinstance(atom, Opaque)]
    resources = [(number, name) for number, name in names if isinstance(name, ResourceName)]
    conditions = [(number, name) for number, name in names if isinstance(name, ConditionName)]
    rules: list[Rule] = []
    if len(resources) <= _MOST:
        texts = [(number, _symbols(name.text, True)) for number, name in resources]
        rules += [
            ((narrow, False), (wide, True))
            for wide, wide_text in texts
            for narrow, narrow_text in texts
            if wide != narrow and _covers(wide_text, narrow_text)
        ]
    if len(conditions) <= _MOST:
        rules += [
            ((narrow, False), (wide, True))
            for wide, wide_name in conditions
            for narrow, narrow_name in conditions
            if wide != narrow and wide_name.key == narrow_name.key and _implies(narrow_name, wide_name)
        ]
    return rules


def _implies(narrow: ConditionName, wide: ConditionName) -> bool:
    """Whether a condition holds wherever another one on the same key does; doubt says no."""
    one, other = narrow.operator, wide.operator
    if one.negated is not other.negated or one.qualifier != other.qualifier or (one.if_exists and not other.if_exists):
        return False
    # texts of the positive form, or those of the negated form the other way round, must be covered
    inner, outer = (wide, narrow) if one.negated else (narrow, wide)
    if one.negated and not _needed(wide) <= _needed(narrow):
        return False  # a variable without a value makes the condition false
    if not _comparable(inner.operator, outer.operator):
        return False
    wider = [_symbols(value, outer.operator.like) for value in outer.values]
    return all(any(_covers(each, _symbols(value, inner.operator.like)) for each in wider) for value in inner.values)


def _comparable(inner: Operator, outer: Operator) -> bool:
    """Whether texts that cover each other as they are written do so for these operators, too."""
    if inner.name == outer.name and inner.family == "String":
        return True
    # wildcards of an ARN operator reach less far than those of a text; its negated form needs an ARN on top
    return outer.name == "StringLike" and inner.name in ("StringEquals", "ArnLike", "ArnEquals")


def _needed(name: ConditionName) -> set[str]:
    """The keys of variables without which the condition has no value to compare with."""
    variables = (variable for value in name.values for variable in find_variables(value))
    return {
        variable.key.strip().lower()
        for variable in variables
        if variable.closed and not variable.is_escape and variable.default_value is None
    }


def _symbols(text: str, wildcards: bool) -> tuple[str, ...]:
    """The characters of a text, each variable being one symbol that stands for any run of them."""
    symbols: list[str] = []
    at = 0
    for variable in find_variables(text):
        between = text[at : variable.start]
        symbols += between if wildcards else literal(between)
        written = text[variable.start : variable.end]
        if not variable.closed:
            symbols += literal(written)
        else:
            symbols.append(literal(variable.key) if variable.is_escape else written)
        at = variable.end
    symbols += text[at:] if wildcards else literal(text[at:])
    return tuple(symbols)


def _covers(wide: Sequence[str], narrow: Sequence[str]) -> bool:
    """Whether every text of `narrow` is one of `wide`, whatever the variables stand for; doubt says no.

    A `?` is one character, so that it covers no variable.
    """
    w = n = 0
    star = mark = -1
    while n < len(narrow):
        symbol = narrow[n]
        if w < len(wide) and wide[w] == "*":
            star, mark = w, n
            w += 1
        elif w < len(wide) and (wide[w] == symbol or (wide[w] == "?" and len(symbol) == 1 and symbol != "*")):
            w += 1
            n += 1
        elif star >= 0:
            w = star + 1
            mark += 1
            n = mark
        else:
            return False
    return all(rest == "*" for rest in wide[w:])

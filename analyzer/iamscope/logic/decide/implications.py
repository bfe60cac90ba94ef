"""What follows for texts with variables from how they are written, whatever the variables' values are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.decide.globs import literal
from iamscope.logic.patterns import covers
from iamscope.syntax.operators import Operator
from iamscope.syntax.variables import find_variables

#: A clause over atoms: at least one of them, given by their numbers, is or is not so.
Rule = tuple[tuple[int, bool], ...]
#: Stand for a `*` and a `?` inside `${…}`, which are no wildcards.
_OPAQUE = str.maketrans("*?", "\ue000\ue001")
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
        texts = [(number, _with_opaque_variables(name.text, True)) for number, name in resources]
        rules += [
            ((narrow, False), (wide, True))
            for wide, wide_text in texts
            for narrow, narrow_text in texts
            if wide != narrow and covers(wide_text, narrow_text)
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
    if one.negated and not _variables(wide) <= _variables(narrow):
        return False  # a variable without a value makes the condition false
    if not _comparable(inner.operator, outer.operator):
        return False
    wider = [_with_opaque_variables(value, outer.operator.like) for value in outer.values]
    return all(
        any(covers(each, _with_opaque_variables(value, inner.operator.like)) for each in wider)
        for value in inner.values
    )


def _comparable(inner: Operator, outer: Operator) -> bool:
    """Whether texts that cover each other as they are written do so for these operators, too."""
    if inner.name == outer.name and inner.family == "String":
        return True
    # wildcards of an ARN operator reach less far than those of a text; its negated form needs an ARN on top
    return outer.name == "StringLike" and inner.name in ("StringEquals", "ArnLike", "ArnEquals")


def _variables(name: ConditionName) -> set[str]:
    return {variable.key.strip().lower() for value in name.values for variable in find_variables(value)}


def _with_opaque_variables(text: str, wildcards: bool) -> str:
    """The text with each variable made ordinary characters."""
    parts, at = [], 0
    for variable in find_variables(text):
        between = text[at : variable.start]
        parts += [between if wildcards else literal(between), text[variable.start : variable.end].translate(_OPAQUE)]
        at = variable.end
    parts.append(text[at:] if wildcards else literal(text[at:]))
    return "".join(parts)

"""Pairs of conditions on one key that no value can meet together.

Only keys with one value are looked at: of several values one may meet the first condition and another the second.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from iamscope.logic.evaluation.resolve import literal
from iamscope.logic.patterns import covers, intersects
from iamscope.syntax.ast import Condition
from iamscope.syntax.variables import without_variables

#: Longer lists are compared with nothing: the work grows with the product of their lengths.
_MOST_VALUES = 200
_LONGEST = 2048


def exclude_each_other(first: Condition, second: Condition) -> bool:
    """Whether no request meets both of two conditions on one single-valued key, for certain.

    `…IfExists` and qualifiers hold for requests without the key, so conditions with them exclude nothing.
    """
    if not (_is_plain(first) and _is_plain(second)):
        return False
    if "Null" in (first.operator.family, second.operator.family):
        return _by_presence(first, second)
    if second.operator.negated and not first.operator.negated:
        return _leaves_nothing(first, second)
    if first.operator.negated and not second.operator.negated:
        return _leaves_nothing(second, first)
    if first.operator.negated:
        return False
    return _by_value(first, second)


def _is_plain(condition: Condition) -> bool:
    operator, values = condition.operator, condition.values
    is_bounded = 0 < len(values) <= _MOST_VALUES and all(len(value.value) <= _LONGEST for value in values)
    has_all = len(values) == (len(condition.element.value) if isinstance(condition.element.value, list) else 1)
    return operator.known and not operator.qualifier and not operator.if_exists and is_bounded and has_all


def _by_presence(first: Condition, second: Condition) -> bool:
    """Whether one condition wants the key to be there, and the other not."""
    wants = {_wants_key(first), _wants_key(second)}
    return wants == {True, False}


def _wants_key(condition: Condition) -> bool | None:
    """Whether a condition holds only with the key (True), only without it (False), or with either."""
    if condition.operator.family != "Null":
        return None if condition.operator.negated else True
    answers = {value.value.lower() for value in condition.values}
    return {"false": True, "true": False}.get(next(iter(answers))) if len(answers) == 1 else None


def _by_value(first: Condition, second: Condition) -> bool:
    families = {first.operator.family, second.operator.family}
    if families <= {"String", "ARN"}:
        return _no_pair(first, second, _texts_meet(first, second))
    if families in ({"Numeric"}, {"Date"}):
        return _no_pair(first, second, _bounds_meet(first, second))
    return False


def _no_pair(first: Condition, second: Condition, meet: Callable[[str, str], bool]) -> bool:
    pairs = product(first.values, second.values)
    return not any(meet(one.value, other.value) for one, other in pairs)


def _pattern(condition: Condition, value: str) -> str:
    """The texts that a value stands for, as a pattern; a variable could be anything."""
    if "${" in value:
        return without_variables(value)
    return value if condition.operator.like else literal(value)


def _texts_meet(first: Condition, second: Condition) -> Callable[[str, str], bool]:
    fold = "IgnoreCase" in first.operator.name or "IgnoreCase" in second.operator.name

    def meet(one: str, other: str) -> bool:
        texts = _pattern(first, one), _pattern(second, other)
        return intersects(*map(str.lower, texts)) if fold else intersects(*texts)

    return meet


def _bounds_meet(first: Condition, second: Condition) -> Callable[[str, str], bool]:
    from iamscope.logic.evaluation.values import as_date, as_number  # costly to import, and seldom needed

    read = as_date if first.operator.family == "Date" else as_number

    def meet(one: str, other: str) -> bool:
        bounds = [(read(one), first.operator.name), (read(other), second.operator.name)]
        if any(bound is None for bound, _ in bounds):
            return True
        lows = [(bound, name.endswith("Than")) for bound, name in bounds if "LessThan" not in name]
        highs = [(bound, name.endswith("Than")) for bound, name in bounds if "GreaterThan" not in name]
        return all(
            low < high or (low == high and not low_is_open and not high_is_open)  # type: ignore[operator]
            for low, low_is_open in lows
            for high, high_is_open in highs
        )

    return meet


def _leaves_nothing(positive: Condition, negated: Condition) -> bool:
    """Whether each text that a positive condition names is one that the negated one excludes."""
    families = {positive.operator.family, negated.operator.family}
    if families != {"String"} or "IgnoreCase" in positive.operator.name + negated.operator.name:
        return False
    excluded = [_pattern(negated, value.value) for value in negated.values if "${" not in value.value]
    return all(
        "${" not in value.value and any(covers(pattern, _pattern(positive, value.value)) for pattern in excluded)
        for value in positive.values
    )

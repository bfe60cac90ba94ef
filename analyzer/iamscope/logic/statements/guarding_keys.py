"""Condition keys that say who calls, or from where: what an Allow is guarded with."""

from __future__ import annotations

from iamscope.syntax.ast import Condition, Statement

#: Beside those that Access Analyzer counts, what callers prove of themselves.
_PROOFS = frozenset({"aws:multifactorauthpresent", "aws:multifactorauthage", "sts:externalid"})


def is_guard(condition: Condition) -> bool:
    """Whether a condition is on a key that says who calls or from where."""
    from iamscope.logic.outside_keys import outside_keys  # few policies come to this

    return condition.key_name in outside_keys() or condition.key_name in _PROOFS


def demands_value(condition: Condition) -> bool:
    """Whether a condition holds only for requests that carry its key with a value that it names."""
    operator = condition.operator
    if not operator.known or operator.family == "Null" or operator.negated or operator.if_exists:
        return False
    return operator.qualifier != "ForAllValues" and bool(condition.values)


def demands_key(condition: Condition) -> bool:
    """Whether a condition holds only for requests that carry its key, whatever its value."""
    if condition.operator.family == "Null":
        return [value.value.lower() for value in condition.values] == ["false"]
    return demands_value(condition)


def guards(statement: Statement) -> list[Condition]:
    """The conditions of a statement that demand a value of a guarding key."""
    return [condition for condition in statement.conditions if is_guard(condition) and demands_value(condition)]

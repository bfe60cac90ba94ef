"""What a condition comes to whose only value is `*`."""

from __future__ import annotations

from enum import Enum

from iamscope.syntax.ast import Condition, ConditionBlock
from iamscope.syntax.operators import Operator


class Holds(Enum):
    """When a condition holds, whatever the value of its key is."""

    PRESENT = "the key is there"
    ABSENT = "the key is not there"
    ALWAYS = "always"
    NEVER = "never"


def star_condition(condition: Condition) -> Holds | None:
    """When a condition holds that compares its key with `*` alone; None for any other, and where it is not certain.

    Observed of Access Analyzer: `StringLike` counts, `ForAnyValue:StringLike` does not. What the others come to
    follows from how IAM evaluates them; `ArnLike` is left out, as `*` is no ARN.
    """
    if condition.operator.name not in ("StringLike", "StringNotLike"):
        return None
    values = condition.values
    if not values or not all(value.value and not value.value.strip("*") for value in values):
        return None
    return _holds(condition.operator)


def _holds(operator: Operator) -> Holds | None:
    if operator.name == "StringLike":
        if operator.qualifier == "ForAnyValue":
            return None
        # `ForAllValues` and `…IfExists` hold for a missing key as well
        return Holds.ALWAYS if operator.if_exists or operator.qualifier else Holds.PRESENT
    if operator.qualifier != "ForAnyValue":
        return Holds.ABSENT  # as a negated operator holds for a missing key, `…IfExists` changes nothing
    return None if operator.if_exists else Holds.NEVER


def has_null_beside(block: ConditionBlock) -> bool:
    """Whether another operator of the statement is `Null`, so that this one cannot be written so, too."""
    return any(other is not block and other.operator.name == "Null" for other in block.statement.condition_blocks)

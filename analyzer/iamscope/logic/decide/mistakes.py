"""Statements that AWS would not accept: what they were meant to say cannot be told, and the evaluator ignores them."""

from __future__ import annotations

from collections.abc import Hashable

from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.elements import Element, is_text, items
from iamscope.syntax.json_value import Json, Number, Object, has_hole, is_unknown


def mistake(statement: Statement) -> str | None:
    """What is wrong with a statement but for its effect, as a clause; None if it is readable, or not known in part."""
    if has_hole(statement.value):
        return None
    # one that has both of `Action` and `NotAction`, or neither, can be read: it is known to match nothing
    for name in ("Action", "NotAction", "Resource", "NotResource"):
        element = statement.element(name)
        if element is not None and not all(is_text(each) for each, _ in items(element)):
            return f"`{name}` is no text and no list of texts"
    condition = statement.element("Condition")
    return _mistake_in_condition(condition) if condition is not None else None


def _mistake_in_condition(condition: Element) -> str | None:
    if not isinstance(condition.value, Object):
        return "`Condition` is no object"
    for operator, block in condition.value:
        if not isinstance(block, Object):
            return f"`{operator}` holds no object"
        for key, value in block:
            if not all(isinstance(each, str | bool) for each in (value if isinstance(value, list) else [value])):
                return f"a value of `{key}` is neither text, number nor truth value"
    return None


def meaning(value: Json) -> Hashable:
    """What is equal for values that say the same, whatever the order of members and lists."""
    if isinstance(value, Object):
        return frozenset((name, meaning(member)) for name, member in value)
    if isinstance(value, list):
        return meaning(value[0]) if len(value) == 1 else frozenset(map(meaning, value))
    return (type(value) is Number, value)


def no_statements(policy: Policy) -> list[Json]:
    """What stands among the statements of a policy and is none."""
    element = policy.element("Statement")
    found = [] if element is None else [each for each, _ in items(element)]
    return [each for each in found if not isinstance(each, Object) and not is_unknown(each)]

"""Which statements of an organization's policies reach AWS services that call with a service principal."""

from __future__ import annotations

from iamscope.syntax.ast import Condition, Statement

_IS_SERVICE = "aws:principalisawsservice"
#: The keys that requests of service principals carry if they are made on behalf of somebody's resource.
_SOURCE_KEYS = ("aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceaccount", "aws:sourcearn")


def holds_without_key(condition: Condition) -> bool:
    """Whether a condition is true of requests that do not carry its key; `Null` is left to the caller."""
    operator = condition.operator
    if operator.qualifier:
        return operator.qualifier == "ForAllValues" or operator.if_exists
    return operator.negated or operator.if_exists


def source_conditions(statement: Statement) -> list[Condition]:
    """The conditions on a source key that hold without it: they reach more than services that act for somebody."""
    return [
        condition
        for condition in statement.conditions_on(*_SOURCE_KEYS)
        if condition.operator.family != "Null" and holds_without_key(condition)
    ]


def asks_whether_caller_is_service(statement: Statement, answer: bool) -> bool:
    """Whether a statement is limited to callers that are (or are not) service principals.

    AWS's own resource control policies use `Bool` and `BoolIfExists` alike: the key is in every signed request.
    """
    wanted = "true" if answer else "false"
    return any(
        condition.operator.family == "Bool" and [value.value.lower() for value in condition.values] == [wanted]
        for condition in statement.conditions_on(_IS_SERVICE)
    )


def requires_key(statement: Statement, *keys: str) -> bool:
    """Whether a statement asks by `Null` that one of these condition keys be in the request."""
    return any(
        condition.operator.family == "Null" and [value.value.lower() for value in condition.values] == ["false"]
        for condition in statement.conditions_on(*keys)
    )

"""What a trust policy asks of the tokens of identity providers, as the condition of a finding."""

from __future__ import annotations

from iamscope.syntax.ast import Condition, Statement

#: Claims that say whose token it is: Access Analyzer's filter keys, and those that every OIDC provider has.
_CLAIMS = frozenset({"aud", "sub", "app_id", "iss"})


def claim_condition(statement: Statement) -> tuple[tuple[str, str], ...]:
    """The keys of claims that tell tokens apart, with the values that a statement asks for, comma-separated."""
    return tuple(
        (condition.key, ", ".join(value.value for value in condition.values))
        for condition in statement.conditions
        if _asks_for_claim(condition)
    )


def _asks_for_claim(condition: Condition) -> bool:
    operator = condition.operator
    is_claim = condition.key_name.rpartition(":")[2] in _CLAIMS
    return is_claim and operator.family == "String" and not operator.negated and bool(condition.values)

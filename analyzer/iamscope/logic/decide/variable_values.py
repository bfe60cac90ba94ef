"""Values to try for the policy variables of an expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from iamscope.logic.decide.callers import CALLER_KEYS
from iamscope.logic.decide.expressions import Expression
from iamscope.logic.decide.lowering import KeyUse, statements
from iamscope.logic.decide.readings import real_variables, variable_key
from iamscope.logic.variable_places import knows_variables
from iamscope.syntax.ast import Statement

Assignment = dict[str, str | None]

#: What such keys typically hold, so that a witness is easy to read.
_TYPICAL = {"aws:username": "somebody", "aws:userid": "AIDAEXAMPLE"}
_FEW = 16


def assignments(expression: Expression, use: KeyUse, callers: Iterable[Mapping[str, str]]) -> Iterator[Assignment]:
    """Assignments of values to the keys of variables, in lower case; None for a missing key. Likely ones first.

    `callers` gives the keys that follow from each caller that could make the request, where that matters.
    """
    keys, texts = _keys_and_texts(expression)
    of_caller = {key for key in keys if key in CALLER_KEYS} if use.asks_for_caller else set()
    free = sorted(keys - of_caller)
    usual: Assignment = {key: _typical(key, number) for number, key in enumerate(free)}
    bases = list(_bases(of_caller, callers))
    for base in bases:
        yield base | usual
        if len(free) > 1:
            yield base | dict.fromkeys(free, "value")
    for base in bases[:_FEW]:
        if free:
            yield base | dict.fromkeys(free)
        for key in free:
            yield base | usual | {key: None}
            for text in texts.get(key, ())[:_FEW]:
                yield base | usual | {key: text}


def _typical(key: str, number: int) -> str:
    """A value that looks like what a key holds; that of accounts is the same for all keys."""
    return "111122223333" if key.endswith("account") else _TYPICAL.get(key, f"value{number}")


def _bases(keys: set[str], callers: Iterable[Mapping[str, str]]) -> Iterator[Assignment]:
    """The different values that callers give these keys."""
    seen: set[tuple[str | None, ...]] = set()
    for caller in callers if keys else ({},):
        base: Assignment = {key: caller.get(key) for key in sorted(keys)}
        if tuple(base.values()) not in seen:
            seen.add(tuple(base.values()))
            yield base


def _keys_and_texts(expression: Expression) -> tuple[set[str], dict[str, list[str]]]:
    """The keys of variables, and the values that conditions compare each key with."""
    keys: set[str] = set()
    texts: dict[str, list[str]] = {}
    for statement in statements(expression):
        for condition in statement.conditions:
            for value in condition.values:
                if "${" not in value.value:
                    texts.setdefault(condition.key_name, []).append(value.value.replace("*", "x"))
        if knows_variables(statement.policy):
            for text in _texts(statement):
                keys.update(variable_key(variable) for variable in real_variables(text))
    for key, captured in _captured(expression):
        texts.setdefault(key, []).append(captured)
    return keys, texts


def _captured(expression: Expression) -> Iterator[tuple[str, str]]:
    """Values with which a resource that has a variable would be one of the resources without."""
    known = [pattern.value for statement in statements(expression) for pattern in statement.resources]
    plain = sorted({text.replace("*", "x").replace("?", "x") for text in known if "${" not in text})
    for text in sorted({text for text in known if "${" in text})[:_FEW]:
        variables = real_variables(text)
        if len(variables) != 1:
            continue
        start, end = text[: variables[0].start], text[variables[0].end :].replace("*", "")
        for other in plain:
            value = other[len(start) : len(other) - len(end)]
            if value and other.startswith(start) and other.endswith(end):
                yield variable_key(variables[0]), value


def _texts(statement: Statement) -> Iterator[str]:
    for pattern in (*statement.resources, *statement.not_resources):
        yield pattern.value
    for condition in statement.conditions:
        for value in condition.values:
            yield value.value

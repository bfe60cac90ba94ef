"""Which statements of a policy are repeated, by their Sid or by what they say."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.elements import Element, Text, elements, is_text
from iamscope.syntax.json_value import Json, Object
from iamscope.syntax.operators import parse_operator

_Key = Callable[[Statement], Hashable]


def repeated_sids(policy: Policy) -> list[list[Text]]:
    """The Sids that several statements share, each with all its places in order; empty ones name nothing."""
    sids: dict[str, list[Text]] = {}
    for statement in policy.statements:
        if statement.sid is not None and statement.sid.value:
            sids.setdefault(statement.sid.value, []).append(statement.sid)
    return [texts for texts in sids.values() if len(texts) > 1]


def same_statements(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The groups of statements that are equal apart from their Sids and from the order of what is in them."""
    # few statements have the same actions, so few are ever compared as a whole
    for alike in _grouped(statements, _actions):
        yield from _grouped(alike, _meaning)


def _grouped(statements: Sequence[Statement], key: _Key) -> Iterator[list[Statement]]:
    groups: dict[Hashable, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(key(statement), []).append(statement)
    return (group for group in groups.values() if len(group) > 1)


def _actions(statement: Statement) -> Hashable:
    patterns = statement.actions or statement.not_actions
    return frozenset(pattern.value.lower() for pattern in patterns)


def _meaning(statement: Statement) -> Hashable:
    # of elements that are named twice the last counts
    return frozenset(
        {element.name: _element(element) for element in statement.elements if element.name != "Sid"}.items()
    )


def _element(element: Element) -> Hashable:
    if element.name in ("Action", "NotAction"):
        return _values(element.value, fold_case=True)
    if element.name in ("Resource", "NotResource"):
        return _values(element.value)
    if element.name == "Principal" and element.value == "*":
        return frozenset({("AWS", frozenset({"*"}))})  # IAM documents that the two mean the same
    if element.name in ("Principal", "NotPrincipal") and isinstance(element.value, Object):
        return frozenset({kind: _values(value) for kind, value in element.value}.items())
    if element.name == "Condition" and isinstance(element.value, Object):
        return frozenset(
            {
                _operator(operator.name): frozenset(
                    {key.name.lower(): _values(key.value) for key in elements(operator.value, operator.place)}.items()
                )
                if isinstance(operator.value, Object)
                else _frozen(operator.value)
                for operator in elements(element.value, element.place)
            }.items()
        )
    return _frozen(element.value)


def _operator(text: str) -> Hashable:
    operator = parse_operator(text)
    return (operator.qualifier, operator.name, operator.if_exists) if operator.known else text


def _values(value: Json, *, fold_case: bool = False) -> Hashable:
    """A single value or a list of them, without regard to order."""
    items = value if isinstance(value, list) else [value]
    return frozenset(item.lower() if fold_case and is_text(item) else _frozen(item) for item in items)


def _frozen(value: Json) -> Hashable:
    """Any JSON value in a form that compares; a boolean or number is the same as the string of it."""
    if isinstance(value, Object):
        return ("object", tuple((name, _frozen(member)) for name, member in value))
    if isinstance(value, list):
        return ("list", tuple(map(_frozen, value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value is not None else None

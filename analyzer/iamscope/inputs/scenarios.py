"""Which truths the conditions of a CloudFormation template can have together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import islice, product

from iamscope.syntax.json_value import Json, Object

#: Combinations that are looked at, and ways that are kept; templates with more get those where one choice differs.
_MAX_COMBINATIONS = 256
_MAX_SCENARIOS = 16
_MAX_DEPTH = 20
_OTHER = object()

#: What each thing that conditions compare is: one of the texts that it is compared with, or something else.
_Choice = Mapping[Hashable, Hashable]


def scenarios(conditions: Object, used: frozenset[str], required: str | None = None) -> list[dict[str, bool]]:
    """The truths that the conditions in `used` can have together, each once, while `required` holds.

    Conditions that compare the same parameter with different texts exclude each other; everything else is taken to be
    independent. An unknown condition has no truth.
    """
    wanted = sorted(used | ({required} if required else set()))
    choices: dict[Hashable, dict[Hashable, None]] = {}
    for name in wanted:
        _collect(conditions, Object([("Condition", name)]), choices, 0)
    found: dict[tuple[bool | None, ...], dict[str, bool]] = {}
    for choice in _combinations(choices):
        truths = {name: _truth(conditions, Object([("Condition", name)]), choice, 0) for name in wanted}
        if required and truths[required] is False:
            continue
        known = {name: truth for name, truth in truths.items() if truth is not None}
        found.setdefault(tuple(truths.values()), known)
        if len(found) == _MAX_SCENARIOS:
            break
    return list(found.values()) or [{}]


def _combinations(choices: Mapping[Hashable, Mapping[Hashable, None]]) -> Iterator[_Choice]:
    names = list(choices)
    total = 1
    for name in names:
        total *= len(choices[name])
    if total <= _MAX_COMBINATIONS:
        for values in product(*choices.values()):
            yield dict(zip(names, values, strict=True))
        return
    first = {name: next(iter(choices[name])) for name in names}
    last = {name: list(choices[name])[-1] for name in names}
    yield first
    yield last
    for base in (first, last):
        for name in islice(names, _MAX_COMBINATIONS):
            for value in choices[name]:
                yield {**base, name: value}


def _function(expression: Json) -> tuple[str, Json]:
    """The function of an expression and its argument; `Condition` names another condition."""
    return expression[0] if isinstance(expression, Object) and len(expression) == 1 else ("", None)


def _collect(conditions: Object, expression: Json, choices: dict[Hashable, dict[Hashable, None]], depth: int) -> None:
    name, argument = _function(expression)
    if depth > _MAX_DEPTH:
        return
    if name == "Condition" and isinstance(argument, str):
        _collect(conditions, conditions.get(argument), choices, depth + 1)
    elif name in ("Fn::And", "Fn::Or", "Fn::Not") and isinstance(argument, list):
        for item in argument:
            _collect(conditions, item, choices, depth + 1)
    elif name == "Fn::Equals":
        compared = _compared(argument)
        if compared is not None:
            subject, text = compared
            values = choices.setdefault(subject, {})
            values.pop(_OTHER, None)
            values[text] = None
            values[_OTHER] = None


def _truth(conditions: Object, expression: Json, choice: _Choice, depth: int) -> bool | None:
    name, argument = _function(expression)
    if depth > _MAX_DEPTH:
        return None
    if name == "Condition" and isinstance(argument, str):
        return _truth(conditions, conditions.get(argument), choice, depth + 1)
    if name == "Fn::Equals":
        compared = _compared(argument)
        if compared is None:
            return _constant(argument)
        return choice.get(compared[0]) == compared[1]
    if name not in ("Fn::And", "Fn::Or", "Fn::Not") or not isinstance(argument, list):
        return None
    truths = [_truth(conditions, item, choice, depth + 1) for item in argument]
    if name == "Fn::Not":
        return None if truths[:1] in ([], [None]) else not truths[0]
    decisive = name == "Fn::Or"
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


def _compared(argument: Json) -> tuple[Hashable, Hashable] | None:
    """What is compared, and with which text; None where that does not change."""
    if not isinstance(argument, list) or len(argument) != 2:
        return None
    one, other = argument
    if isinstance(one, str) and isinstance(other, str):
        return None
    if isinstance(one, str):
        one, other = other, one
    if isinstance(other, str | bool):
        return repr(one), str(other)
    return repr((one, other)), "the same"


def _constant(argument: Json) -> bool | None:
    if isinstance(argument, list) and len(argument) == 2 and all(isinstance(item, str) for item in argument):
        return argument[0] == argument[1]
    return None

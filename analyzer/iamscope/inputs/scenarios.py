"""Which truths the conditions of a CloudFormation template can have together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import product

from iamscope.syntax.json_value import Json, Object

#: Combinations that are looked at, and ways that are kept; templates with more get those where one choice differs.
_MAX_COMBINATIONS = 256
_MAX_SCENARIOS = 16
_MAX_DEPTH = 20
#: Functions that the conditions of a template may take to work out; then nothing is known of the rest.
_MAX_WORK = 2_000_000
_OTHER = object()

#: What each thing that conditions compare is: one of the texts that it is compared with, or something else.
_Choice = Mapping[Hashable, Hashable]
_Choices = dict[Hashable, dict[Hashable, None]]


class Conditions:
    """The section `Conditions` of a template."""

    def __init__(self, section: Object) -> None:
        self._expressions = dict(section)
        self._work = _MAX_WORK
        self._known: dict[tuple[frozenset[str], str | None], list[dict[str, bool]]] = {}

    def scenarios(self, used: frozenset[str], required: str | None = None) -> list[dict[str, bool]]:
        """The truths that the conditions in `used` can have together, each once, while `required` holds.

        Conditions that compare the same parameter with different texts exclude each other; everything else is taken to
        be independent, and what cannot be worked out may be true or false.
        """
        key = used, required
        if key not in self._known:
            self._known[key] = self._scenarios(sorted(used | ({required} if required else set())), required)
        return self._known[key]

    def _scenarios(self, names: list[str], required: str | None) -> list[dict[str, bool]]:
        choices: _Choices = {}
        seen: set[str] = set()
        for name in names:
            self._collect(_named(name), choices, seen, 0)
        found: dict[tuple[bool | None, ...], dict[str, bool]] = {}
        for choice in _combinations(choices):
            truths = {name: self._truth(_named(name), choice, 0) for name in names}
            if required and truths[required] is False:
                continue
            known = {name: truth for name, truth in truths.items() if truth is not None}
            found.setdefault(tuple(truths.values()), known)
            if len(found) == _MAX_SCENARIOS or self._work <= 0:
                break
        return list(found.values()) or [{}]

    def _collect(self, expression: Json, choices: _Choices, seen: set[str], depth: int) -> None:
        """Gathers what the conditions compare; `seen` are the names of those that were looked at."""
        self._work -= 1
        name, argument = _function(expression)
        if name == "Condition" and isinstance(argument, str):
            if argument not in self._expressions:
                choices[_free(argument)] = {True: None, False: None}
            elif argument not in seen:
                seen.add(argument)
                self._collect(self._expressions[argument], choices, seen, depth + 1)
        elif _is_logic(name, argument) and depth <= _MAX_DEPTH:
            for item in argument if isinstance(argument, list) else ():
                self._collect(item, choices, seen, depth + 1)
        elif name != "Fn::Equals":
            choices[_free(expression)] = {True: None, False: None}
        elif (compared := _compared(argument)) is not None:
            subject, text = compared
            values = choices.setdefault(subject, {})
            values.pop(_OTHER, None)
            values[text] = None
            values[_OTHER] = None

    def _truth(self, expression: Json, choice: _Choice, depth: int) -> bool | None:
        self._work -= 1
        name, argument = _function(expression)
        if depth > 2 * _MAX_DEPTH or self._work <= 0:
            return None
        if name == "Condition" and isinstance(argument, str):
            if argument not in self._expressions:
                return choice.get(_free(argument)) is True
            return self._truth(self._expressions[argument], choice, depth + 1)
        if name == "Fn::Equals":
            compared = _compared(argument)
            return _constant(argument) if compared is None else choice.get(compared[0]) == compared[1]
        if not _is_logic(name, argument):
            return choice.get(_free(expression)) is True
        truths = [self._truth(item, choice, depth + 1) for item in (argument if isinstance(argument, list) else ())]
        if name == "Fn::Not":
            return None if truths[:1] in ([], [None]) else not truths[0]
        decisive = name == "Fn::Or"
        if decisive in truths:
            return decisive
        return None if None in truths else not decisive


def _named(name: str) -> Object:
    return Object([("Condition", name)])


def _is_logic(name: str, argument: Json) -> bool:
    return name in ("Fn::And", "Fn::Or", "Fn::Not") and isinstance(argument, list)


def _free(condition: Json) -> Hashable:
    """What names a choice that the template does not tell: a condition that is not there, or one in other functions."""
    return "free", condition if isinstance(condition, str) else id(condition)


def _combinations(choices: _Choices) -> Iterator[_Choice]:
    total = 1
    for values in choices.values():
        total = min(total * len(values), _MAX_COMBINATIONS + 1)
    if total <= _MAX_COMBINATIONS:
        for chosen in product(*choices.values()):
            yield dict(zip(choices, chosen, strict=True))
        return
    first = {name: next(iter(values)) for name, values in choices.items()}
    last = {name: next(reversed(values)) for name, values in choices.items()}
    yield first
    yield last
    for base in (first, last):
        for name in list(choices)[:_MAX_COMBINATIONS]:
            for value in choices[name]:
                yield {**base, name: value}


def _function(expression: Json) -> tuple[str, Json]:
    """The function of an expression and its argument; `Condition` names another condition."""
    return expression[0] if isinstance(expression, Object) and len(expression) == 1 else ("", None)


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
        return repr(one)[:2000], str(other)
    return repr((one, other))[:2000], "the same"


def _constant(argument: Json) -> bool | None:
    if isinstance(argument, list) and len(argument) == 2 and all(isinstance(item, str) for item in argument):
        return argument[0] == argument[1]
    return None

"""Which JSON type each element of the policy grammar takes, and where a policy departs from it.

The grammar is that of the IAM User Guide, reference_policies_grammar; numbers and booleans as condition values are
accepted, as AWS accepts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamscope.syntax.ast import Policy, Statement, elements, is_text
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Json, Object, is_unknown, type_name


class Misfit(NamedTuple):
    """A value of a JSON type that its element does not take; both types are named as in messages."""

    element: str
    expected: str
    found: str
    place: Place


def misfits(policy: Policy) -> Iterator[Misfit]:
    """Every value of a policy whose JSON type is wrong, in order of place; an unknown value could be right."""
    return (misfit for misfit in _misfits(policy) if not is_unknown(misfit.place.value))


def _misfits(policy: Policy) -> Iterator[Misfit]:
    if not isinstance(policy.value, Object):
        yield Misfit("policy", "an object", type_name(policy.value), policy.place)
    for element in policy.elements:
        if element.name in ("Version", "Id"):
            yield from _string(element.name, element.value, element.place)
        elif element.name == "Statement":
            if isinstance(element.value, list):
                for step, item in enumerate(element.value):
                    if not isinstance(item, Object):
                        yield _misfit("Statement", "an object", item, element.place.child(step))
            elif not isinstance(element.value, Object):
                yield _misfit("Statement", "an object or a list of objects", element.value, element.place)
    for statement in policy.statements:
        yield from _statement(statement)


def _statement(statement: Statement) -> Iterator[Misfit]:
    for name, value, place in statement.elements:
        if name in ("Sid", "Effect"):
            yield from _string(name, value, place)
        elif name in ("Action", "NotAction", "Resource", "NotResource"):
            yield from _strings(name, value, place)
        elif name in ("Principal", "NotPrincipal"):
            yield from _principal(name, value, place)
        elif name == "Condition":
            yield from _condition(value, place)


def _principal(name: str, value: Json, place: Place) -> Iterator[Misfit]:
    if isinstance(value, Object):
        for kind in elements(value, place):
            yield from _strings(f"{name}.{kind.name}", kind.value, kind.place)
    elif not is_text(value) and not isinstance(value, list):  # texts and lists have a code of their own
        yield _misfit(name, 'an object or `"*"`', value, place)


def _condition(value: Json, place: Place) -> Iterator[Misfit]:
    if not isinstance(value, Object):
        yield _misfit("Condition", "an object", value, place)
    for operator in elements(value, place):
        if not isinstance(operator.value, Object):
            yield _misfit(operator.name, "an object of condition keys", operator.value, operator.place)
        for key in elements(operator.value, operator.place):
            many = isinstance(key.value, list)
            values = key.value if isinstance(key.value, list) else [key.value]
            for step, item in enumerate(values):
                if not isinstance(item, str | bool):
                    yield _misfit(
                        key.name, "a string, number or boolean", item, key.place.child(step) if many else key.place
                    )


def _string(name: str, value: Json, place: Place) -> Iterator[Misfit]:
    if not is_text(value):
        yield _misfit(name, "a string", value, place)


def _strings(name: str, value: Json, place: Place) -> Iterator[Misfit]:
    if isinstance(value, list):
        for step, item in enumerate(value):
            yield from _string(name, item, place.child(step))
    elif not is_text(value):
        yield _misfit(name, "a string or a list of strings", value, place)


def _misfit(name: str, expected: str, value: Json, place: Place) -> Misfit:
    return Misfit(name, expected, type_name(value), place)

"""Which JSON type each element of the policy grammar takes, and where a policy departs from it.

The grammar is that of the IAM User Guide, reference_policies_grammar; numbers and booleans as condition values are
accepted, as AWS accepts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Place
from iamscope.syntax.elements import elements, is_text
from iamscope.syntax.json_value import Json, Object, is_unknown, type_name

_KINDS_OF_PRINCIPAL = ("AWS", "Service", "Federated", "CanonicalUser")
_SCALARS = (str, bool)


class Misfit(NamedTuple):
    """A value of a JSON type that its element does not take; both types are named as in messages.

    `in_list` tells a list with a wrong item from a wrong value.
    """

    element: str
    expected: str
    found: str
    place: Place
    in_list: bool = False


def misfits(policy: Policy) -> Iterator[Misfit]:
    """Every value of a policy whose JSON type is wrong, statements last; an unknown value could be right."""
    for found in (_in_document(policy), _in_statements(policy)):
        yield from (misfit for misfit in found if not is_unknown(misfit.place.value))


def _in_document(policy: Policy) -> Iterator[Misfit]:
    if not isinstance(policy.value, Object):
        yield _misfit("policy", "an object", policy.value, policy.place)
    for element in policy.elements:
        if element.name in ("Version", "Id"):
            if not is_text(element.value):
                yield _misfit(element.name, "a string", element.value, element.place)
        elif element.name == "Statement":
            if isinstance(element.value, list):
                for step, item in enumerate(element.value):
                    if not isinstance(item, Object):
                        yield _misfit("Statement", "an object", item, element.place, step)
            elif not isinstance(element.value, Object):
                yield _misfit("Statement", "an object or a list of objects", element.value, element.place)


def _in_statements(policy: Policy) -> Iterator[Misfit]:
    # elsewhere a principal is wrong whatever its shape, which has codes of its own
    principal = policy.policy_type.grammar in (PolicyType.RESOURCE, PolicyType.TRUST)
    for statement in policy.statements:
        for name, value, place in statement.elements:
            if name in ("Action", "NotAction", "Resource", "NotResource"):
                yield from _strings(name, value, place)
            elif name in ("Sid", "Effect"):
                if not is_text(value):
                    yield _misfit(name, "a string", value, place)
            elif name == "Condition":
                yield from _condition(value, place)
            elif principal and name in ("Principal", "NotPrincipal"):
                yield from _principal(name, value, place)


def _principal(name: str, value: Json, place: Place) -> Iterator[Misfit]:
    if isinstance(value, Object):
        for kind in elements(value, place):
            if kind.name in _KINDS_OF_PRINCIPAL:
                yield from _strings(kind.name, kind.value, kind.place)
    elif not is_text(value) and not isinstance(value, list):  # texts and lists have a code of their own
        yield _misfit(name, 'an object or `"*"`', value, place)


def _condition(value: Json, place: Place) -> Iterator[Misfit]:
    if not isinstance(value, Object):
        yield _misfit("Condition", "an object", value, place)
    for operator in elements(value, place):
        if not isinstance(operator.value, Object):
            yield _misfit(operator.name, "an object of condition keys", operator.value, operator.place)
        for key in elements(operator.value, operator.place):
            if isinstance(key.value, list):
                for step, item in enumerate(key.value):
                    if not isinstance(item, _SCALARS):
                        yield _misfit(key.name, "a string, number or boolean", item, key.place, step)
            elif not isinstance(key.value, _SCALARS):
                yield _misfit(key.name, "a string, number or boolean, or a list of them", key.value, key.place)


def _strings(name: str, value: Json, place: Place) -> Iterator[Misfit]:
    if isinstance(value, list):
        for step, item in enumerate(value):
            if not is_text(item):
                yield _misfit(name, "a string", item, place, step)
    elif not is_text(value):
        yield _misfit(name, "a string or a list of strings", value, place)


def _misfit(name: str, expected: str, value: Json, place: Place, step: int | None = None) -> Misfit:
    """The misfit of a value at a place, or of item `step` of the list there."""
    if step is None:
        return Misfit(name, expected, type_name(value), place)
    return Misfit(name, expected, type_name(value), place.child(step), True)

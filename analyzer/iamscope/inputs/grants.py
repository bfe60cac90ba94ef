"""Grants that are no policy documents, such as `AWS::Lambda::Permission`, as the statements that AWS makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from iamscope.inputs.policies import FoundPolicy
from iamscope.syntax.derived import Origin, Resolved, resolved_list, resolved_object, unknown
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, UNKNOWN, Object


class GrantForm(NamedTuple):
    """How a grant is written: the properties that name the action and who may, those that are requirements, each with
    operator and condition key, and the type of the resource that the statement is attached to.

    `condition` is a property that writes a requirement out, as an object of operator (`Type`), `Key` and `Value`.
    """

    action: str
    principal: str
    conditions: Mapping[str, tuple[str, str]]
    resource_type: str
    condition: str = ""


class _Property(NamedTuple):
    key: Place
    value: Resolved


def granted(form: GrantForm, properties: Resolved, names: tuple[str, ...]) -> FoundPolicy | None:
    """The policy of a grant's one statement; None for one that lacks its action or principal.

    What only the document has (effect, version) is shown at the grant as a whole.
    """
    own = _properties(properties)
    action, principal = own.get(form.action), own.get(form.principal)
    if action is None or principal is None:
        return None
    place = properties.origin.place
    members = [
        ("Effect", place, _said("Allow", place)),
        ("Principal", principal.key, _principal(principal.value)),
        ("Action", action.key, action.value),
        # of the resource that it is attached to, whatever its name
        ("Resource", place, _said("*", place)),
    ]
    condition = _condition(form, own, place)
    if condition is not None:
        members.append(("Condition", place, condition))
    statement = resolved_object(members, place)
    version = ("Version", place, _said("2012-10-17", place))
    policy = resolved_object([version, ("Statement", place, resolved_list([statement], place))], place)
    return FoundPolicy(policy.place, policy.value, names)


def _properties(properties: Resolved) -> dict[str, _Property]:
    value, origin = properties
    return {
        name: _Property(origin.key(step), Resolved(item, origin.child(step)))
        for step, (name, item) in enumerate(value if isinstance(value, Object) else ())
    }


def _principal(who: Resolved) -> Resolved:
    """Who is granted something: everyone, a service, or an account or what is in it."""
    text = who.value
    if text in ("*", UNKNOWN) or not isinstance(text, str):
        return who
    # an account has no dot; an unknown text with one is the name of a service in an unknown partition
    kind = "Service" if "." in text.replace(HOLE, "") and not text.startswith("arn:") else "AWS"
    place = who.origin.place
    return resolved_object([(kind, place, who)], place)


def _condition(form: GrantForm, properties: Mapping[str, _Property], place: Place) -> Resolved | None:
    written_out = properties.get(form.condition)
    if written_out is not None:
        return _written_out(written_out)
    blocks: dict[str, list[tuple[str, Place, Resolved]]] = {}
    for name, (operator, key) in form.conditions.items():
        found = properties.get(name)
        if found is not None:
            blocks.setdefault(operator, []).append((key, found.key, found.value))
    if not blocks:
        return None
    return resolved_object([(name, keys[0][1], resolved_object(keys, place)) for name, keys in blocks.items()], place)


def _written_out(condition: _Property) -> Resolved:
    parts = _properties(condition.value)
    place = condition.value.origin.place
    operator, key, value = (parts.get(name) for name in ("Type", "Key", "Value"))
    if operator is None or key is None or value is None:
        return unknown(place)
    test = resolved_object([(_text(key.value), key.value.origin.place, value.value)], place)
    return resolved_object([(_text(operator.value), operator.value.origin.place, test)], place)


def _text(value: Resolved) -> str:
    return value.value if isinstance(value.value, str) else UNKNOWN


def _said(text: str, place: Place) -> Resolved:
    return Resolved(text, Origin(place, ()))

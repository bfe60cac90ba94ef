"""Finds policies anywhere in a JSON document, by their shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamscope.policy_types import PolicyType
from iamscope.syntax.document import Document, EmbeddedDocument, Place
from iamscope.syntax.json_value import Json, NotJsonError, Object

#: A policy in a string in a string in a string is the deepest that anyone writes.
_MAX_EMBEDDED = 4
_VERSIONS = ("2012-10-17", "2008-10-17")
_ACTIONS = frozenset({"action", "notaction"})
_SCOPES = frozenset({"resource", "notresource", "principal", "notprincipal", "condition", "sid"})


class Container(NamedTuple):
    """What is known of a policy from what holds it: its type, the CloudFormation type of the resource that it is
    attached to, and a readable name (`MyRole.Policies[0].PolicyDocument`).
    """

    policy_type: PolicyType | None = None
    resource_type: str | None = None
    name: str = ""


#: Of a policy that nothing is known of but itself.
UNTOLD = Container()


class FoundPolicy(NamedTuple):
    """A policy document: its place, its value, the names of the members that lead to it, and what holds it.

    `others` are the same policy under other conditions of a template: further readings of the one text.
    """

    place: Place
    value: Json
    names: tuple[str, ...]
    container: Container = UNTOLD
    others: tuple[Place, ...] = ()


def find_policies(document: Document) -> Iterator[FoundPolicy]:
    """The policies of a document in order: objects of a policy's shape at any depth, and strings that hold such."""
    yield from _find(document, (), 0)


def _find(document: Document, names: tuple[str, ...], embedded: int) -> Iterator[FoundPolicy]:
    # an explicit stack: a stranger's file may nest as deep as the decoder allows
    pending: list[tuple[Json, tuple[int, ...], tuple[str, ...]]] = [(document.value, (), names)]
    while pending:
        value, steps, names = pending.pop()
        if isinstance(value, Object):
            if is_policy(value):
                yield FoundPolicy(Place(document, steps), value, names)
            else:
                pending += [
                    (item, (*steps, step), (*names, name))
                    for step, (name, item) in reversed(list(enumerate(value)))
                    if isinstance(item, Object | list | str)
                ]
        elif isinstance(value, list):
            pending += [
                (item, (*steps, step), names)
                for step, item in reversed(list(enumerate(value)))
                if isinstance(item, Object | list | str)
            ]
        elif isinstance(value, str) and "tatement" in value and embedded < _MAX_EMBEDDED:
            try:
                inner = EmbeddedDocument(value, Place(document, steps))
            except NotJsonError:
                continue
            yield from _find(inner, names, embedded + 1)


def is_policy(value: Object) -> bool:
    """Whether an object has the shape of a policy: a statement with two of effect, actions and what they are about.

    Names count in any case: `statement` is a mistake to report, not a reason to look away.
    """
    statement: Json = None
    for name, item in value:
        if name.lower() == "statement":
            statement = item
    if isinstance(statement, Object):
        return _is_statement(statement)
    if not isinstance(statement, list):
        return False
    if not statement:
        return value.get("Version") in _VERSIONS
    return any(isinstance(item, Object) and _is_statement(item) for item in statement)


def _is_statement(value: Object) -> bool:
    names = {name.lower() for name, _ in value}
    return ("effect" in names) + bool(names & _ACTIONS) + bool(names & _SCOPES) >= 2


def resembles_policy(value: Json) -> bool:
    """Whether a whole file that was named is meant as a policy, however broken: it has an element of one."""
    return isinstance(value, Object) and any(name.lower() in ("version", "statement") for name, _ in value)

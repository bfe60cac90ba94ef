"""The statements that would have allowed a request but for one element, and what that element says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import islice
from typing import Any, NamedTuple

from iamscope.logic.evaluation.authorizations import authorizations
from iamscope.logic.evaluation.conditions import holds
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.evaluate import Layer, lacking, layers
from iamscope.logic.evaluation.matching import action_matches, names_caller, resource_matches
from iamscope.logic.evaluation.request import Request
from iamscope.logic.evaluation.resolve import literal
from iamscope.logic.patterns import matches
from iamscope.logic.variable_places import knows_variables
from iamscope.policy_types import PolicyType
from iamscope.syntax.arn import Arn
from iamscope.syntax.ast import Condition, Statement
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import has_hole
from iamscope.syntax.variables import find_variables

#: Nobody reads more of them.
_MOST = 5
#: More statements, and more of their resources, are not weighed against each other: a stranger may have written them.
_MOST_CANDIDATES = 300
_MOST_PATTERNS = 8
_MOST_CONDITIONS = 3
_SHOWN_VALUES = 3
_UNKNOWN = "is not known before it is deployed"
_ALIKE = 0.85
_COMPARED = 200
#: How near each is, nearest first.
_ELEMENTS = ("Condition", "Resource", "Principal", "Action")


class Miss(NamedTuple):
    """Why an element of a statement does not match a request, and where it stands; `is_far` if it is not like it.

    For a condition `operator`, `key` and `wanted` are the policy's, `given` the request's values (None: it has no such
    key).
    """

    element: str
    place: Place
    text: str
    operator: str = ""
    key: str = ""
    wanted: tuple[str, ...] = ()
    given: tuple[str, ...] | None = None
    is_far: bool = False

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {"element": self.element, "message": self.text}
        if self.key:
            given = None if self.given is None else list(self.given)
            found |= {"operator": self.operator, "key": self.key, "wanted": list(self.wanted), "given": given}
        return found


class NearMiss(NamedTuple):
    """An Allow statement of which all matches but one element (of several conditions, each that does not hold)."""

    layer: Layer
    statement: Statement
    misses: tuple[Miss, ...]

    @property
    def is_far(self) -> bool:
        return all(miss.is_far for miss in self.misses)


def near_misses(request: Request) -> tuple[NearMiss, ...]:
    """The nearest misses among the policies whose Allow a request lacks; none for one that lacks nothing."""
    candidates = (miss for each in authorizations(request) for miss in _candidates(each))
    found = list(islice(candidates, _MOST_CANDIDATES))
    near = [miss for miss in found if not miss.is_far] or found
    return tuple(sorted(near, key=lambda miss: _ELEMENTS.index(miss.misses[0].element.removeprefix("Not")))[:_MOST])


def _candidates(request: Request) -> Iterator[NearMiss]:
    """The statements that come near to one of the authorizations that a request needs."""
    wanted = set(lacking(request))
    if Layer.IDENTITY in wanted:
        wanted.add(Layer.RESOURCE)  # of one account, either would do
    context = request.full_context
    for layer, policies in layers(request):
        if layer not in wanted:
            continue
        for statement in (item for policy in policies for item in policy.statements if item.allows):
            misses = _misses(statement, request, context)
            if misses:
                yield NearMiss(layer, statement, misses)


def _misses(statement: Statement, request: Request, context: Context) -> tuple[Miss, ...]:
    """Why a statement does not apply, if only one element is to blame and it is near; else nothing."""
    variables = knows_variables(statement.policy)
    of_elements: list[Miss | None] = []
    if not action_matches(statement, request.action):
        of_elements.append(_action(statement, request.action))
    if not resource_matches(statement, request.resource, context, variables=variables):
        of_elements.append(_resource(statement, request.resource, context, variables=variables))
    if not names_caller(statement, request):
        of_elements.append(_principal(statement, request))
    if len(of_elements) > 1:
        return ()
    conditions = [item for item in statement.conditions if not holds(item, context, variables=variables)]
    if of_elements:
        return () if conditions or of_elements[0] is None else (of_elements[0],)
    return tuple(_condition(item, context) for item in conditions[:_MOST_CONDITIONS])


def _action(statement: Statement, action: str) -> Miss | None:
    """The miss of an action; another service is not near."""
    place = _place(statement, "Action")
    service = action.partition(":")[0].lower()
    if place is None or not any(pattern.service == service for pattern in statement.actions or statement.not_actions):
        return None
    if statement.element("NotAction"):
        return Miss("NotAction", place, f"leaves out `{action}`")
    return Miss("Action", place, f"does not include `{action}`")


def _resource(statement: Statement, resource: str, context: Context, *, variables: bool) -> Miss | None:
    """The miss of a resource; one of another service is not near."""
    place = _place(statement, "Resource")
    if place is None:
        return None
    patterns = statement.resources or statement.not_resources
    requested = Arn.parse(resource)
    if requested is not None and not any(
        pattern.arn is None or pattern.arn.service == requested.service for pattern in patterns
    ):
        return None
    unset = _unset_variable((pattern.value for pattern in patterns), context) if variables else None
    if unset is not None:
        return Miss(_name(statement, "Resource"), place, f"the request has no single value for `{unset}`")
    if statement.element("NotResource"):
        return Miss("NotResource", place, f"leaves out `{resource}`")
    if has_hole(place.value):
        return Miss("Resource", place, _UNKNOWN)
    if resource == "*":
        return Miss("Resource", place, "does not cover all resources: the request names `*`")
    is_far = not any(_alike(pattern.value, resource) for pattern in patterns[:_MOST_PATTERNS])
    return Miss("Resource", place, "does not match the resource", is_far=is_far)


def _alike(pattern: str, resource: str) -> bool:
    """Whether a pattern was perhaps meant for a resource: of the same bucket, table, …, or written much like it."""
    heads = [re.split("[/:]", text.split(":", 5)[-1], maxsplit=1)[0] for text in (pattern, resource)]
    return matches(heads[0], literal(heads[1])) or _is_like(*heads) or _is_like(pattern, resource)


def _is_like(one: str, other: str) -> bool:
    return SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED]).ratio() >= _ALIKE


def _unset_variable(texts: Iterable[str], context: Context) -> str | None:
    return next(
        (
            variable.key
            for text in texts
            for variable in find_variables(text)
            if not variable.is_escape and variable.default is None and context.single(variable.key.strip()) is None
        ),
        None,
    )


def _principal(statement: Statement, request: Request) -> Miss | None:
    place = _place(statement, "Principal")
    caller = request.caller.id or "anonymous"
    if place is None and statement.element("Principal"):
        return None  # both elements, which no statement may have
    if place is None:
        return Miss("Principal", statement.place, "names no principal, as the policy of a resource must")
    if statement.policy.policy_type.grammar is PolicyType.IDENTITY:
        return Miss(_name(statement, "Principal"), place, "makes it the policy of a resource, not of a caller")
    verb = "leaves out" if statement.element("NotPrincipal") else "does not name"
    return Miss(_name(statement, "Principal"), place, f"{verb} `{caller}`")


def _condition(condition: Condition, context: Context) -> Miss:
    given = context.values(condition.key)
    wanted = tuple(value.value for value in condition.values)
    unset = _unset_variable(wanted, context)
    operator = condition.operator
    if has_hole(condition.element.value):
        text = _UNKNOWN
    elif not operator.known:
        text = f"`{operator.text}` is no operator, so it never holds"
    elif given is None:
        text = f"the request has no `{condition.key}`"
    elif operator.family == "Null":
        text = f"the request has `{condition.key}`"
    elif unset is not None:
        text = f"the request has no single value for `{unset}`"
    else:
        text = f"the request has {_listed(given)}"
    return Miss("Condition", condition.place, text, operator.text, condition.key, wanted, given)


def _listed(values: tuple[str, ...]) -> str:
    if not values:
        return "no value"
    more = len(values) - _SHOWN_VALUES
    shown = ", ".join(f"`{value}`" for value in values[:_SHOWN_VALUES])
    return f"{shown} and {more} more" if more > 0 else shown


def _name(statement: Statement, name: str) -> str:
    return name if statement.element(name) else f"Not{name}"


def _place(statement: Statement, name: str) -> Place | None:
    """The place of an element (or of its `Not…`, if not both are there): of its only item, if it has one."""
    found = [element for element in map(statement.element, (name, f"Not{name}")) if element is not None]
    if len(found) != 1:
        return None
    [element] = found
    has_one = isinstance(element.value, list) and len(element.value) == 1
    return element.place.child(0) if has_one else element.place

"""Which texts of a statement match a request: the places to point to."""

from __future__ import annotations

from iamscope.logic.evaluation.authorizations import authorizations
from iamscope.logic.evaluation.callers import grants
from iamscope.logic.evaluation.matching import any_action, resource_pattern
from iamscope.logic.evaluation.request import Request
from iamscope.logic.evaluation.resolve import literal
from iamscope.logic.patterns import matches
from iamscope.logic.variable_places import knows_variables
from iamscope.syntax.ast import Statement
from iamscope.syntax.document import Place


def matched_places(statement: Statement, request: Request) -> tuple[Place, ...]:
    """The action, resource, principal and conditions of a statement that apply to a request, the action first.

    An element that says what it is not about (`NotAction`) has a place as a whole.
    """
    actions = [item.place for item in statement.actions if any_action([item], request.action)]
    resources = [place for each in authorizations(request) for place in _resources(statement, each)]
    principals = [item.place for item in statement.principals if grants([item], request.caller)]
    found = [
        places[0] if places else element.place
        for name, places in (("Action", actions), ("Resource", resources), ("Principal", principals))
        if (element := statement.first(name, f"Not{name}")) is not None
    ]
    return (*found, *(condition.place for condition in statement.conditions))


def _resources(statement: Statement, request: Request) -> list[Place]:
    context = request.full_context
    variables = knows_variables(statement.policy)
    return [
        item.place
        for item in statement.resources
        if (pattern := resource_pattern(item, context, variables=variables)) is not None
        and matches(pattern, literal(request.resource))
    ]

"""Whether a decision hangs on values that are not known, such as parameters of a template: those could be anything."""

from __future__ import annotations

from collections.abc import Iterable

from iamscope.logic.buckets.public_to_s3 import statement_is_public
from iamscope.logic.evaluation.authorizations import authorizations
from iamscope.logic.evaluation.buckets import hangs_on_public_policy
from iamscope.logic.evaluation.conditions import holds
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.evaluate import Deciding, Decision, Layer, Verdict, lacking, layers
from iamscope.logic.evaluation.matching import action_matches, any_action, names_caller, resource_matches
from iamscope.logic.evaluation.request import Request
from iamscope.logic.evaluation.resolve import literal
from iamscope.logic.evaluation.special_cases import always_allowed
from iamscope.logic.patterns import matches
from iamscope.logic.variable_places import knows_variables
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.elements import Element
from iamscope.syntax.json_value import HOLE, Object, has_hole, is_unknown


def depends_on_unknown(request: Request, decision: Decision) -> bool:
    """Whether values that are not known could turn a decision.

    An explicit Deny stands whatever they are, but not what Block Public Access refuses for a policy that is perhaps not
    public. An Allow falls if a statement with unknown values could deny, or if the
    Allow itself was read from such; where nothing allows, a statement with unknown values could.
    """
    if always_allowed(request):
        return False
    if decision.decision is Verdict.EXPLICITLY_DENIED:
        return decision.blocked_by == (Layer.S3_BPA,) and _is_perhaps_public(request)
    if decision.decision is Verdict.ALLOWED and _is_perhaps_public(request):
        return True
    return any(_depends_on_unknown(each, decision) for each in authorizations(request))


def _is_perhaps_public(request: Request) -> bool:
    """Whether it is not known that a policy is public, by which a request is refused."""
    if not hangs_on_public_policy(request):
        return False
    point = request.bucket.access_point
    given = (request.resource_policy, point.policy if point is not None else None)
    policies = [policy for policy in given if policy is not None]
    known = (item for policy in policies for item in policy.statements if not has_hole(item.value))
    return any(has_hole(policy.value) for policy in policies) and not any(map(statement_is_public, known))


def _depends_on_unknown(request: Request, decision: Decision) -> bool:
    """The same for one of the authorizations that a request needs."""
    open_layers = [
        (layer, [policy for policy in policies if has_hole(policy.value)]) for layer, policies in layers(request)
    ]
    if not any(policies for _, policies in open_layers):
        return False
    if decision.decision is Verdict.ALLOWED:
        return _could_deny(request, open_layers) or any(map(_is_open_exception, decision.statements))
    wanted = {*lacking(request), Layer.RESOURCE}
    return any(
        _hides_statements(policy) or any(_might_apply(item, request) for item in policy.statements if not item.denies)
        for layer, policies in open_layers
        if layer in wanted
        for policy in policies
    )


def _could_deny(request: Request, open_layers: Iterable[tuple[Layer, list[Policy]]]) -> bool:
    return any(
        _hides_statements(policy) or any(_might_apply(item, request) for item in policy.statements if not item.allows)
        for _, policies in open_layers
        for policy in policies
    )


def _is_open_exception(deciding: Deciding) -> bool:
    """Whether an Allow that applies might not: what it leaves out, or asks of the context, is not known."""
    return any(
        has_hole(element.value)
        for name in ("NotPrincipal", "NotAction", "NotResource", "Condition")
        if (element := deciding.statement.element(name)) is not None
    )


def _hides_statements(policy: Policy) -> bool:
    """Whether the policy has a statement of which nothing is known."""
    element = policy.element("Statement")
    if element is None:
        return is_unknown(policy.value)
    listed = element.value if isinstance(element.value, list) else [element.value]
    return any(is_unknown(item) for item in listed)


def _might_apply(statement: Statement, request: Request) -> bool:
    """Whether a statement with unknown values could apply to a request."""
    if not has_hole(statement.value):
        return False
    context = request.full_context
    variables = knows_variables(statement.policy)
    action = _opened(statement, "Action")
    resource = _opened(statement, "Resource")
    return (
        (_is_open(statement, "Principal") or bool(names_caller(statement, request)))
        and (
            any_action([item for item in statement.actions if HOLE not in item.value], request.action)
            or any(matches(text.lower(), literal(request.action.lower())) for text in action)
            or (_is_open(statement, "NotAction") or action_matches(statement, request.action))
        )
        and (
            any(matches(text, literal(request.resource)) for text in resource)
            or _is_open(statement, "NotResource")
            or resource_matches(statement, request.resource, context, variables=variables)
        )
        and _conditions_might_hold(statement, context, variables=variables)
    )


def _opened(statement: Statement, name: str) -> list[str]:
    """The texts of an element that are not wholly known, with `*` for what is not known."""
    element = statement.element(name)
    if element is None:
        return []
    values = element.value if isinstance(element.value, list) else [element.value]
    return [
        "*" if is_unknown(value) or not isinstance(value, str) else value.replace(HOLE, "*")
        for value in values
        if has_hole(value)
    ]


def _is_open(statement: Statement, name: str) -> bool:
    element = statement.element(name)
    return element is not None and has_hole(element.value)


def _conditions_might_hold(statement: Statement, context: Context, *, variables: bool) -> bool:
    element = statement.element("Condition")
    if element is None or is_unknown(element.value):
        return True
    return isinstance(element.value, Object) and all(
        _is_open_condition(item.element, item.operator.text) or holds(item, context, variables=variables)
        for item in statement.conditions
    )


def _is_open_condition(element: Element, operator: str) -> bool:
    return HOLE in operator or HOLE in element.name or has_hole(element.value)

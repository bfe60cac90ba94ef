"""Whether a statement applies to one request.

Sources: IAM User Guide, reference_policies_elements_*; where it is silent, what independent test suites agree on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iamscope.logic.evaluation.callers import Caller, CallerKind, Grant, grants
from iamscope.logic.evaluation.conditions import conditions_hold
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.request import Request
from iamscope.logic.evaluation.resolve import literal, resolve
from iamscope.logic.patterns import matches
from iamscope.logic.variable_places import knows_variables
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import ActionPattern, Policy, ResourcePattern, Statement

#: Policies in which an ARN with fewer than six fields stands for all that it begins.
_COMPLETED = frozenset({PolicyType.IDENTITY, PolicyType.SESSION, PolicyType.BOUNDARY, PolicyType.ENDPOINT})
_OF_RESOURCES = frozenset({PolicyType.RESOURCE, PolicyType.TRUST})
_ARN_COLONS = 5
_WITH_PRINCIPAL = frozenset({PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.RCP})


def applying(policy: Policy, request: Request, context: Context) -> Iterator[tuple[Statement, frozenset[Grant]]]:
    """The statements of a policy that apply to a request, each with the ways in which it names the caller."""
    variables = knows_variables(policy)
    for statement in policy.statements:
        named = names_caller(statement, request)
        if (
            named
            and action_matches(statement, request.action)
            and resource_matches(statement, request.resource, context, variables=variables)
            and conditions_hold(statement, context, variables=variables)
        ):
            yield statement, named


def names_caller(statement: Statement, request: Request) -> frozenset[Grant]:
    """How a statement names the caller; a policy without principals speaks of whoever it is attached to."""
    principal, excluded = statement.element("Principal"), statement.element("NotPrincipal")
    policy_type = statement.policy.policy_type
    if policy_type not in _WITH_PRINCIPAL and not (principal or excluded):
        return frozenset({Grant.EVERYONE})
    if policy_type not in _WITH_PRINCIPAL and policy_type is not PolicyType.ENDPOINT:
        return frozenset()
    if (principal is None) == (excluded is None):
        return frozenset()
    if principal is not None:
        return grants(statement.principals, request.caller)
    return frozenset() if _is_excluded(statement, request) else frozenset({Grant.EVERYONE})


def _is_excluded(statement: Statement, request: Request) -> bool:
    """Whether `NotPrincipal` leaves a caller out.

    An Allow leaves out whoever is named. A Deny leaves out only those whose account is named beside them, a session
    only if its role is named, too; and nobody with a permissions boundary: reference_policies_elements_notprincipal,
    which says that AWS "might" check the account, then the role, then the session. Doubt denies.
    """
    named = grants(statement.not_principals, request.caller)
    if not statement.denies or Grant.EVERYONE in named:
        return bool(named - {Grant.ACCOUNT})
    if request.permission_boundaries:
        return False
    return named >= _needed_exceptions(request.caller)


def _needed_exceptions(caller: Caller) -> frozenset[Grant]:
    if not caller.in_account or caller.kind is CallerKind.ROOT:
        return frozenset({Grant.DIRECT})
    if caller.kind is CallerKind.ROLE:
        return frozenset({Grant.ROLE, Grant.ACCOUNT})
    if caller.kind is CallerKind.SESSION:
        return frozenset({Grant.DIRECT, Grant.ROLE, Grant.ACCOUNT})
    return frozenset({Grant.DIRECT, Grant.ACCOUNT})


def action_matches(statement: Statement, action: str) -> bool:
    """Whether a statement is about an action: without regard to case, wildcards in the name but not in the service."""
    only, excluded = statement.element("Action"), statement.element("NotAction")
    if (only is None) == (excluded is None):
        return False
    if only is not None:
        return any_action(statement.actions, action)
    return bool(statement.not_actions) and not any_action(statement.not_actions, action)


def any_action(patterns: Iterable[ActionPattern], action: str) -> bool:
    """Whether one of some patterns matches an action."""
    service, _, name = action.lower().partition(":")
    for pattern in patterns:
        if pattern.value in ("*", "*:*"):
            return True
        if pattern.service == service and matches(pattern.name.lower(), literal(name)):
            return True
    return False


def resource_matches(statement: Statement, resource: str, context: Context, *, variables: bool) -> bool:
    """Whether a statement is about a resource; `*` reaches over colons and slashes.

    A role's trust policy names no resource: it is about the role. A text with a variable that has no value matches
    nothing and, in `NotResource`, makes the statement match nothing.
    """
    only, excluded = statement.element("Resource"), statement.element("NotResource")
    if only is None and excluded is None:
        return statement.policy.policy_type in (PolicyType.TRUST, PolicyType.RESOURCE)
    if only is not None and excluded is not None:
        return False
    if only is not None:
        resolved = [resource_pattern(item, context, variables=variables) for item in statement.resources]
        return any(pattern is not None and matches(pattern, literal(resource)) for pattern in resolved)
    excepted = [resource_exception(item, context, variables=variables) for item in statement.not_resources]
    return bool(excepted) and all(
        pattern is not None and not matches(pattern, literal(resource)) for pattern in excepted
    )


def resource_pattern(item: ResourcePattern, context: Context, *, variables: bool) -> str | None:
    """What a text of `Resource` matches; None for nothing.

    What an ARN with too few fields means differs by the type of the policy. AWS documents only that identity policies
    complete one; the rest is what an independent test suite observed.
    """
    resolved = _resolve(item, context, variables=variables)
    if resolved is None or not _is_incomplete(resolved):
        return resolved
    policy_type = item.policy.policy_type
    completed = resolved + ":*" * (_ARN_COLONS - resolved.count(":"))
    if policy_type in _COMPLETED:
        return completed
    if policy_type in _OF_RESOURCES:
        return completed if item.has_wildcard else resolved
    return None if policy_type is PolicyType.RCP else resolved


def resource_exception(item: ResourcePattern, context: Context, *, variables: bool) -> str | None:
    """What a text of `NotResource` leaves out; None if it makes the statement match nothing."""
    resolved = _resolve(item, context, variables=variables)
    if resolved is None or not _is_incomplete(resolved):
        return resolved
    is_plain = item.policy.policy_type in _OF_RESOURCES and not item.has_wildcard
    return resolved if is_plain else None


def _resolve(item: ResourcePattern, context: Context, *, variables: bool) -> str | None:
    return resolve(item.value, context.single if variables else None, wildcards=True)


def _is_incomplete(pattern: str) -> bool:
    return pattern.startswith("arn:") and pattern.count(":") < _ARN_COLONS

"""What must hold of every request of a shape that is allowed, as a question for the decision procedure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from iamscope.logic.arn_formats import is_account_id
from iamscope.logic.decide import (
    And,
    Anonymous,
    Applies,
    CanonicalUsers,
    Expression,
    FederatedProviders,
    Not,
    Or,
    OutsideAccounts,
    Services,
    action_in,
    caller_in,
    condition,
)
from iamscope.logic.evaluation.buckets import OVERRULED_BY_ROOT
from iamscope.logic.evaluation.callers import Caller, CallerKind, Grant
from iamscope.logic.evaluation.conditions import conditions_hold
from iamscope.logic.evaluation.default_policies import default_policies
from iamscope.logic.evaluation.matching import names_caller
from iamscope.logic.evaluation.own_account_actions import own_account_actions
from iamscope.logic.evaluation.request import Request
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.spec import load
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.json_value import has_hole, is_unknown

_OPERATORS = {
    "ARN": "ArnEquals",
    "Bool": "Bool",
    "Date": "DateEquals",
    "IPAddress": "IpAddress",
    "Numeric": "NumericEquals",
}
#: Keys, whose policies must let identity policies count; a wildcard in front of the type could stand for another one.
_KEYS = re.compile(r"arn:[^:*?]*:kms:[^:*?]*:[^:*?]*:key/")


class Shape(NamedTuple):
    """What is fixed of the requests: `request` has their policies and context; `actions`, `resources` are patterns.

    If the caller is open, `caller` is a pattern of its ARN, or empty for anyone, but for those of the accounts `known`.
    """

    request: Request
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    is_open: bool
    caller: str
    known: frozenset[str] = frozenset()

    @property
    def doubt(self) -> str:
        """Why nothing can be asked, as a clause; empty if something can."""
        if self.request.kms_grants:
            return "what grants of keys permit is known of single requests only"
        if self.request.bucket.may_grant:
            return "what access points, access control lists and other owners permit is known of single requests only"
        if any(map(_hides_effects, _policies(self.request))):
            return "a policy has statements that are not known"
        return ""

    @property
    def resource_account(self) -> str | None:
        """The account of all the resources; None if it is not known, or there are several."""
        if self.request.resource_account is not None:
            return self.request.resource_account
        accounts = {resource.split(":", 5)[4] if resource.count(":") >= 5 else "" for resource in self.resources}
        account = accounts.pop() if len(accounts) == 1 else ""
        return account if is_account_id(account) else None

    @property
    def is_about_policies_of_resources(self) -> bool:
        """Whether every request is one that identity policies decide only where the resource's policy lets them."""
        actions = [action.lower() for action in self.actions]
        if all(action.startswith("kms:") for action in actions):
            return all(map(_KEYS.match, self.resources))
        return all(action.startswith("sts:assumerole") for action in actions)


def _policies(request: Request) -> Iterator[Policy]:
    yield from request.identity_policies
    yield from (policy for policy in (request.resource_policy, request.session_policy) if policy is not None)
    yield from request.permission_boundaries
    yield from request.vpc_endpoint_policies
    for level in (*request.scps, *request.rcps):
        yield from level


def _hides_effects(policy: Policy) -> bool:
    element = policy.element("Statement")
    if element is None:
        return is_unknown(policy.value)
    listed = element.value if isinstance(element.value, list) else [element.value]
    effects = [statement.element("Effect") for statement in policy.statements]
    return any(map(is_unknown, listed)) or any(effect is not None and has_hole(effect.value) for effect in effects)


def caller_is(shape: Shape) -> Iterator[Expression]:
    """That the caller is the one of the shape."""
    if shape.is_open:
        if shape.caller:
            yield condition("ArnLike", "aws:PrincipalArn", shape.caller)
        elif shape.known:
            outside = OutsideAccounts(shape.known)
            yield caller_in(Anonymous(), outside, Services(), FederatedProviders(), CanonicalUsers())
        return
    caller = shape.request.caller
    if caller.kind is CallerKind.ANONYMOUS:
        yield caller_in(Anonymous())
        return
    kinds = {CallerKind.SERVICE: "Service", CallerKind.FEDERATED: "Federated", CallerKind.CANONICAL: "CanonicalUser"}
    named = {kinds.get(caller.kind, "AWS"): caller.id}
    statement = {"Effect": "Allow", "Principal": named, "Action": "*", "Resource": "*"}
    policy = as_policy({"Version": "2012-10-17", "Statement": [statement]}, PolicyType.RESOURCE)
    yield Applies(policy.statements[0])


def carries(shape: Shape) -> Iterator[Expression]:
    """That the request carries the context of the shape, and what follows from its caller and resource."""
    context = shape.request.context if shape.is_open else shape.request.full_context
    for key, values, is_list in context.items():
        for operator in (_operator(key), "StringEquals"):
            predicate = condition(f"ForAllValues:{operator}" if is_list else operator, key, list(values))
            # a value that the operator cannot read would make the question hold for no request, and prove anything
            if values and conditions_hold(predicate.statement, context, variables=True):
                yield predicate
                break


def _operator(key: str) -> str:
    known = load().condition_key(key)
    types = known.types if known is not None else ()
    return _OPERATORS.get(types[0], "StringEquals") if types else "StringEquals"


def allowed(shape: Shape) -> Expression:
    """What holds of every allowed request (and perhaps of some others)."""
    request = shape.request
    endpoints = request.vpc_endpoint_policies
    ways = [*_ways_of_resource(shape)]
    if shape.is_open or request.caller.in_account:
        ways.append(_way_of_identity(shape))
    needed = [_any_allows(endpoints)] if endpoints else []
    needed += _by_own_account(shape)
    denies = [*_denies_of_resource(request), *_denies(endpoints), *_denies_of_rcps(request)]
    if not shape.is_open and request.caller.in_account:
        needed += _within_scps(request)
    return And(Or(*ways), *needed, Not(Or(*denies)))


def _resource_policies(request: Request) -> tuple[Policy, ...]:
    """The policy of the resource, or those that AWS goes by where there is none."""
    return default_policies() if request.resource_policy is None else (request.resource_policy,)


def _by_own_account(shape: Shape) -> Iterator[Expression]:
    """That what only callers of the resource's account may do is done by one of those, where that account is known."""
    account = shape.resource_account
    if account is None:
        return
    elsewhere = Not(action_in(*own_account_actions()))
    caller = shape.request.caller
    if shape.is_open:
        yield Or(elsewhere, condition("StringEquals", "aws:PrincipalAccount", account), caller_in(Services()))
    elif caller.kind is not CallerKind.SERVICE and caller.account != account:
        yield elsewhere


def _ways_of_resource(shape: Shape) -> Iterator[Expression]:
    """The ways in which the resource's policy allows without an identity policy."""
    request = shape.request
    allows = [item for policy in _resource_policies(request) for item in policy.statements if item.allows]
    caller = request.caller
    if shape.is_open or not caller.in_account:
        yield Or(*map(Applies, allows))
        return
    if request.resource_account is not None and request.resource_account != caller.account:
        return  # the caller's own policies must allow, too
    for statement in allows:
        named = names_caller(statement, request)
        if caller.kind is CallerKind.ROLE and _names_session(statement, caller):
            yield And(Applies(statement), Not(Or(*_denies_of_caller(request))))
        if Grant.DIRECT in named or Grant.EVERYONE in named:
            yield And(Applies(statement), Not(Or(*_denies_of_caller(request))))
        elif Grant.ROLE in named:
            yield And(Applies(statement), *_limits(request), Not(Or(*_denies_of_caller(request))))


def _names_session(statement: Statement, role: Caller) -> bool:
    """Whether a statement names a session of a role; `never` is about all of those, too."""
    start = f"arn:{role.partition}:sts::{role.account}:assumed-role/{role.name}/"
    return any(principal.value.startswith(start) for principal in statement.principals)


def _way_of_identity(shape: Shape) -> Expression:
    """That the caller's own policies allow, within all that limits them."""
    request = shape.request
    # of anyone, some may be of the account that manages the organization, which its policies do not limit
    limited = shape.is_open and request.management_account is None
    needed = [*_limits(request), *(_within_scps(request) if limited else ())]
    if request.caller.kind is not CallerKind.ROOT:
        needed.append(_any_allows(request.identity_policies))
    is_foreign = not shape.is_open and request.resource_account not in (None, request.caller.account)
    if is_foreign or shape.is_about_policies_of_resources:
        needed.append(_any_allows(_resource_policies(request)))
    return And(*needed, Not(Or(*_denies_of_caller(request))))


def _limits(request: Request) -> Iterator[Expression]:
    for policy in request.permission_boundaries:
        yield _any_allows([policy])
    if request.session_policy is not None:
        yield _any_allows([request.session_policy])


def _within_scps(request: Request) -> list[Expression]:
    """That every level of service control policies allows, if they bear on the caller."""
    caller = request.caller
    if caller.is_service_linked or (caller.account and caller.account == request.management_account):
        return []
    denies = _denies(policy for level in request.scps for policy in level)
    return [*map(_any_allows, request.scps), Not(Or(*denies))]


def _denies_of_resource(request: Request) -> Iterator[Expression]:
    """The Denies of the resource's policy; the root user of a bucket's account overrules them on the policy itself."""
    denies = _denies(_resource_policies(request))
    if request.caller.kind is not CallerKind.ROOT:
        return iter(denies)
    return (And(deny, Not(action_in(*OVERRULED_BY_ROOT))) for deny in denies)


def _denies_of_caller(request: Request) -> list[Expression]:
    session = [request.session_policy] if request.session_policy is not None else []
    return _denies([*request.identity_policies, *request.permission_boundaries, *session])


def _denies_of_rcps(request: Request) -> Iterator[Expression]:
    """The Denies of resource control policies, for the services that they reach."""
    if request.caller.is_service_linked or request.management_account is not None:
        return
    reached = action_in(*(f"{service}:*" for service in sorted(load().rcp_services)))
    for statement in _denies(policy for level in request.rcps for policy in level):
        yield And(statement, reached, Not(action_in("kms:RetireGrant")))


def _denies(policies: Iterable[Policy]) -> list[Expression]:
    return [Applies(statement) for policy in policies for statement in policy.statements if statement.denies]


def _any_allows(policies: Iterable[Policy]) -> Expression:
    statements: list[Statement] = [item for policy in policies for item in policy.statements if item.allows]
    return Or(*map(Applies, statements))

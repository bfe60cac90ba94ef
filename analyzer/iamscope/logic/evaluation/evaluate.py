"""Decides one concrete request: allowed or not, which statements decide, and what blocks it.

The order of decision is that of the IAM User Guide, reference_policies_evaluation-logic, and so are the tables for a
caller in the account of the resource and for one in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from iamscope.logic.evaluation.authorizations import authorizations
from iamscope.logic.evaluation.bucket_settings import NO_SETTINGS
from iamscope.logic.evaluation.buckets import (
    comes_from_elsewhere,
    is_of_other_owner,
    keeps_out_public,
    keeps_out_public_list,
    lists_that_grant,
    overrules_bucket_policy,
    owner,
)
from iamscope.logic.evaluation.callers import CallerKind, Grant
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.matching import applying
from iamscope.logic.evaluation.request import Request, parse_request
from iamscope.logic.evaluation.special_cases import (
    always_allowed,
    cannot_call,
    granted_by_key,
    is_kept_from_others,
    needs_resource_policy,
    never_allowed,
)
from iamscope.syntax.ast import Policy, Statement


class Verdict(StrEnum):
    """The decision on a request, in the words of AWS's policy simulator."""

    ALLOWED = "Allowed"
    EXPLICITLY_DENIED = "ExplicitlyDenied"
    IMPLICITLY_DENIED = "ImplicitlyDenied"


_STRICTEST_FIRST = (Verdict.EXPLICITLY_DENIED, Verdict.IMPLICITLY_DENIED, Verdict.ALLOWED)


class Layer(StrEnum):
    """A sort of policy that can block a request, or a setting that does so whatever policies say."""

    S3_BPA = "s3-bpa"
    ACCESS_POINT = "access-point"
    SCP = "scp"
    RCP = "rcp"
    ENDPOINT = "vpce"
    BOUNDARY = "pb"
    SESSION = "session"
    IDENTITY = "identity"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Deciding:
    """A statement that decided, and the sort of policy that it stands in."""

    layer: Layer
    statement: Statement

    def to_dict(self) -> dict[str, Any]:
        sid = self.statement.sid
        return {
            "policyType": self.layer.value,
            "statementIndex": self.statement.index,
            "statementId": sid.value if sid else None,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision, the statements that made it, and the layers that blocked it (in the order of AWS's evaluation)."""

    decision: Verdict
    statements: tuple[Deciding, ...] = ()
    blocked_by: tuple[Layer, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "decision": self.decision.value,
            "statements": [deciding.to_dict() for deciding in self.statements],
            "blockedBy": [layer.value for layer in self.blocked_by],
        }


@dataclass(slots=True)
class _Side:
    """What the policies of one layer say of the request."""

    allows: list[tuple[Statement, frozenset[Grant]]] = field(default_factory=list)
    denies: list[Statement] = field(default_factory=list)
    every_policy_allows: bool = True

    @property
    def grants(self) -> frozenset[Grant]:
        return frozenset(grant for _, named in self.allows for grant in named)


def simulate(request: Mapping[str, Any]) -> Decision:
    """Decides a request that is given as a mapping (see `request.FIELDS`); raises InputError."""
    return evaluate(parse_request(request))


def evaluate(request: Request) -> Decision:
    """Decides a request."""
    if always_allowed(request):
        return Decision(Verdict.ALLOWED)
    decisions = [_authorized(each) for each in authorizations(request)]
    refused = refusals(request)
    if refused:
        decisions.append(Decision(Verdict.EXPLICITLY_DENIED, (), refused))
    return decisions[0] if len(decisions) == 1 else _together(decisions)


def refusals(request: Request) -> tuple[Layer, ...]:
    """The settings that refuse a request whatever policies say."""
    if request.bucket is NO_SETTINGS:
        return ()
    context = request.full_context
    refused = {
        Layer.S3_BPA: keeps_out_public(request) or keeps_out_public_list(request, context),
        Layer.ACCESS_POINT: comes_from_elsewhere(request, context),
    }
    return tuple(layer for layer, refuses in refused.items() if refuses)


def _together(decisions: Iterable[Decision]) -> Decision:
    """What several decisions come to that must all allow."""
    by_verdict: dict[Verdict, list[Decision]] = {}
    for decision in decisions:
        by_verdict.setdefault(decision.decision, []).append(decision)
    verdict = next(each for each in _STRICTEST_FIRST if each in by_verdict)
    same = by_verdict[verdict]
    statements = {(item.layer, id(item.statement)): item for decision in same for item in decision.statements}
    blocked = {layer for decision in same for layer in decision.blocked_by}
    return Decision(verdict, tuple(statements.values()), _in_order(blocked))


def _in_order(layers: set[Layer]) -> tuple[Layer, ...]:
    return tuple(layer for layer in Layer if layer in layers)


def _authorized(request: Request) -> Decision:
    """The decision on one of the authorizations that a request needs."""
    context = request.full_context
    sides = _sides(request, context)
    if overrules_bucket_policy(request):
        sides[Layer.RESOURCE].denies.clear()
    denied = tuple(layer for layer in Layer if layer in sides and sides[layer].denies)
    if denied:
        statements = tuple(Deciding(layer, deny) for layer in denied for deny in sides[layer].denies)
        return Decision(Verdict.EXPLICITLY_DENIED, statements, denied)
    blocked = _blocked(request, context, sides)
    if blocked or never_allowed(request) or cannot_call(request) or is_kept_from_others(request):
        return Decision(Verdict.IMPLICITLY_DENIED, (), _in_order(blocked))
    allowing = tuple(
        Deciding(layer, statement)
        for layer in (Layer.IDENTITY, Layer.RESOURCE)
        if layer in sides
        for statement, _ in sides[layer].allows
    )
    return Decision(Verdict.ALLOWED, allowing)


def lacking(request: Request) -> tuple[Layer, ...]:
    """The layers without the Allow that one of the authorizations of a request needs of them, whatever is denied."""
    if always_allowed(request):
        return ()
    context = request.full_context
    return _in_order(_blocked(request, context, _sides(request, context)))


def _sides(request: Request, context: Context) -> dict[Layer, _Side]:
    sides = {layer: _side(policies, request, context) for layer, policies in layers(request)}
    if is_of_other_owner(request):
        sides[Layer.RESOURCE].allows.clear()
    return sides


def layers(request: Request) -> Iterable[tuple[Layer, tuple[Policy, ...]]]:
    """The policies that bear on the caller and the resource, by layer."""
    if _scps_apply(request):
        yield Layer.SCP, tuple(policy for level in request.scps for policy in level)
    if _rcps_apply(request):
        yield Layer.RCP, tuple(policy for level in request.rcps for policy in level)
    yield Layer.ENDPOINT, request.vpc_endpoint_policies
    yield Layer.RESOURCE, (request.resource_policy,) if request.resource_policy else ()
    if request.caller.in_account:
        yield Layer.BOUNDARY, request.permission_boundaries
        yield Layer.SESSION, (request.session_policy,) if request.session_policy else ()
        yield Layer.IDENTITY, request.identity_policies


def _scps_apply(request: Request) -> bool:
    """SCPs limit the principals of an organisation's accounts but those of the one that manages it, and no
    service-linked role: orgs_manage_policies_scps.
    """
    caller = request.caller
    return caller.in_account and not caller.is_service_linked and caller.account != request.management_account


def _rcps_apply(request: Request) -> bool:
    """RCPs hold for the resources of the services that support them, but not for those of the account that manages the
    organisation, nor for calls of service-linked roles: orgs_manage_policies_rcps.
    """
    from iamscope.spec import load

    if request.management_account and request.resource_account == request.management_account:
        return False
    service = request.action.partition(":")[0].lower()
    exempt = request.caller.is_service_linked or request.action.lower() == "kms:retiregrant"
    return bool(request.rcps) and not exempt and service in load().rcp_services


def _side(policies: Iterable[Policy], request: Request, context: Context) -> _Side:
    side = _Side()
    for policy in policies:
        allows = False
        for statement, named in applying(policy, request, context):
            if statement.allows:
                side.allows.append((statement, named))
                allows = True
            elif statement.denies:
                side.denies.append(statement)
        side.every_policy_allows &= allows
    return side


def _blocked(request: Request, context: Context, sides: Mapping[Layer, _Side]) -> set[Layer]:
    """The layers without the Allow that the request needs; none if it is allowed."""
    blocked: set[Layer] = set()
    if Layer.SCP in sides and any(not _side(level, request, context).allows for level in request.scps):
        blocked.add(Layer.SCP)
    if request.vpc_endpoint_policies and not sides[Layer.ENDPOINT].allows:
        blocked.add(Layer.ENDPOINT)
    by_lists = frozenset(named for _, named in lists_that_grant(request))
    granted = sides[Layer.RESOURCE].grants | granted_by_key(request, context) | by_lists
    return blocked | _principal_or_resource(request, sides, granted)


def _principal_or_resource(request: Request, sides: Mapping[Layer, _Side], granted: frozenset[Grant]) -> set[Layer]:
    if not request.caller.in_account:
        return set() if granted else {Layer.RESOURCE}
    limits = {
        layer
        for layer, present in ((Layer.BOUNDARY, request.permission_boundaries), (Layer.SESSION, request.session_policy))
        if present and not sides[layer].every_policy_allows
    }
    # the root user of an account needs no identity policy
    identity = set() if sides[Layer.IDENTITY].allows or request.caller.kind is CallerKind.ROOT else {Layer.IDENTITY}
    if owner(request) not in (None, request.caller.account):
        return limits | identity | (set() if granted else {Layer.RESOURCE})
    if Grant.DIRECT in granted or Grant.EVERYONE in granted:
        return set()
    if Grant.ROLE in granted:
        return limits
    if needs_resource_policy(request) and not granted:
        return limits | {Layer.RESOURCE}
    return limits | identity

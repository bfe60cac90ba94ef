"""Says in words why a request was decided as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iamscope.logic.evaluation.callers import CallerKind
from iamscope.logic.evaluation.evaluate import Decision, Layer, Verdict, evaluate, lacking
from iamscope.logic.evaluation.matching import applying
from iamscope.logic.evaluation.near_misses import NearMiss, near_misses
from iamscope.logic.evaluation.request import Request
from iamscope.logic.evaluation.special_cases import (
    always_allowed,
    needs_resource_policy,
    never_allowed,
    requested_resource,
)
from iamscope.logic.evaluation.unknown_values import depends_on_unknown
from iamscope.spec import load

#: What the policies of a layer are called.
LAYER_NAMES = {
    Layer.SCP: "service control policy",
    Layer.RCP: "resource control policy",
    Layer.ENDPOINT: "endpoint policy",
    Layer.BOUNDARY: "permissions boundary",
    Layer.SESSION: "session policy",
    Layer.IDENTITY: "identity policy",
    Layer.RESOURCE: "resource policy",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision, why it is not `Allowed` (one sentence each), what came near, and what was taken for granted.

    An `uncertain` one hangs on values that are not known.
    """

    decision: Decision
    reasons: tuple[str, ...]
    near_misses: tuple[NearMiss, ...]
    notes: tuple[str, ...]
    uncertain: bool = False


def explain(request: Request) -> Explanation:
    """Decides a request and says why."""
    decision = evaluate(request)
    near = near_misses(request) if decision.decision is Verdict.IMPLICITLY_DENIED else ()
    return Explanation(
        decision,
        tuple(_reasons(request, decision)),
        near,
        tuple(_notes(request, decision)),
        depends_on_unknown(request, decision),
    )


def _reasons(request: Request, decision: Decision) -> Iterator[str]:
    if decision.decision is Verdict.EXPLICITLY_DENIED:
        for layer in decision.blocked_by:
            yield f"the {LAYER_NAMES[layer]} denies it"
    elif decision.decision is Verdict.IMPLICITLY_DENIED:
        for layer in decision.blocked_by:
            yield _lack(layer, request)
        if never_allowed(request):
            yield f"AWS itself keeps `{request.resource}`: no policy can allow to change it"


def _lack(layer: Layer, request: Request) -> str:
    """What is missing in a layer."""
    action = f"`{request.action}`"
    if layer is Layer.IDENTITY:
        return f"no identity policy allows {action}" if request.identity_policies else "no identity policy was given"
    if layer is Layer.RESOURCE:
        return _lack_of_resource(request)
    if layer is Layer.SCP:
        return f"{_lacking_levels(request)} of the organization no service control policy allows {action}"
    if layer is Layer.BOUNDARY:
        return f"the permissions boundary does not allow {action}"
    return f"the {LAYER_NAMES[layer]} does not allow {action}"


def _lacking_levels(request: Request) -> str:
    """The levels of the organization, counted from the root, at which no service control policy allows a request."""
    asked = requested_resource(request)
    context = asked.full_context
    numbers = [
        str(number)
        for number, level in enumerate(request.scps, 1)
        if not any(item.allows for policy in level for item, _ in applying(policy, asked, context))
    ]
    word = "level" if len(numbers) == 1 else "levels"
    return f"at {word} {', '.join(numbers)} of {len(request.scps)}"


def _lack_of_resource(request: Request) -> str:
    caller, action = request.caller, f"`{request.action}`"
    policy = "the role's trust policy" if action.lower().startswith("`sts:") else "the resource's policy"
    given = request.resource_policy is not None
    if caller.kind is CallerKind.ANONYMOUS:
        who = "an anonymous caller"
    elif not caller.in_account:
        who = f"`{caller.id}`"
    elif request.resource_account and request.resource_account != caller.account:
        who = f"account `{caller.account}`, and the resource belongs to account `{request.resource_account}`"
    elif needs_resource_policy(request):
        policy = "the key's policy" if action.lower().startswith("`kms:") else policy
        who = f"`{caller.id}`, nor does it leave it to the policies of account `{caller.account}`"
    else:
        who = f"`{caller.id}`"
    return (
        f"{policy} does not allow {action} to {who}"
        if given
        else f"{policy} was not given; it would have to allow {who}"
    )


def _notes(request: Request, decision: Decision) -> Iterator[str]:
    yield from _slips(request)
    if depends_on_unknown(request, decision):
        yield "this hangs on values that are not known: a policy has placeholders that could be anything"
    if always_allowed(request):
        yield f"`{request.action}` needs no permission, and no policy can deny it"
    if request.caller.in_account and request.resource_account is None:
        yield f"the resource is taken to be of the caller's account `{request.caller.account}`"
    if request.caller.kind is CallerKind.ROOT and decision.decision is Verdict.ALLOWED:
        yield "the root user of an account needs no identity policy"
    if decision.decision is Verdict.EXPLICITLY_DENIED:
        missing = lacking(request)
        if missing:
            yield "without that Deny it would not be allowed either: " + _lack(missing[0], request)


def _slips(request: Request) -> Iterator[str]:
    """What the request names that AWS does not know: perhaps a slip of the pen, perhaps newer than the data."""
    spec = load()
    if spec.action(request.action) is None:
        meant = spec.suggest_action(request.action)
        yield f"AWS lists no action `{request.action}`" + (f"; did you mean `{meant}`?" if meant else "")
    for key, _, _ in request.context.items():
        if key.startswith("aws:") and not spec.accepts_key(key):
            meant = spec.suggest_condition_key(key)
            yield f"AWS lists no condition key `{key}`" + (f"; did you mean `{meant}`?" if meant else "")

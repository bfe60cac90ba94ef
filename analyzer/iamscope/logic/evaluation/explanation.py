"""Says in words why a request was decided as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iamscope.logic.buckets.access_points import is_of_access_point
from iamscope.logic.evaluation.authorizations import authorizations
from iamscope.logic.evaluation.buckets import is_of_other_owner, keeps_out_public_list, lists_that_grant, owner
from iamscope.logic.evaluation.callers import CallerKind
from iamscope.logic.evaluation.evaluate import Decision, Layer, Verdict, evaluate, lacking, refusals
from iamscope.logic.evaluation.matching import applying
from iamscope.logic.evaluation.near_misses import NearMiss, near_misses
from iamscope.logic.evaluation.request import Request
from iamscope.logic.evaluation.special_cases import (
    always_allowed,
    cannot_call,
    is_kept_from_others,
    needs_resource_policy,
    never_allowed,
)
from iamscope.logic.evaluation.unknown_values import depends_on_unknown
from iamscope.spec import load

#: What the policies of a layer are called.
LAYER_NAMES = {
    Layer.S3_BPA: "Block Public Access",
    Layer.ACCESS_POINT: "access point",
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
        refused = refusals(request)
        yield from (_refusal(layer, request) for layer in refused)
        yield from (f"the {LAYER_NAMES[layer]} denies it" for layer in decision.blocked_by if layer not in refused)
    elif decision.decision is Verdict.IMPLICITLY_DENIED:
        yield from dict.fromkeys(_lacks(request))
        if never_allowed(request):
            yield f"AWS itself keeps `{request.resource}`: no policy can allow to change it"
        if is_kept_from_others(request):
            yield f"`{request.action}` is for callers of the resource's own account: no policy can permit it to others"
        if cannot_call(request):
            yield f"such a caller has not the credentials that `{request.action}` asks for"


def _refusal(layer: Layer, request: Request) -> str:
    """Why a setting refuses a request."""
    point = request.bucket.access_point
    if layer is Layer.ACCESS_POINT and point is not None:
        return f"the access point serves only `{point.vpc}`, and that is not the request's `aws:SourceVpc`"
    if keeps_out_public_list(request, request.full_context):
        return "Block Public Access (`BlockPublicAcls`) lets nobody put a list that grants something to the public"
    of_point = point is not None and point.is_public
    policy = "the access point's policy" if of_point else "the bucket's policy"
    return (
        f"Block Public Access (`RestrictPublicBuckets`) lets in only the owner's account and services of AWS: "
        f"{policy} is public"
    )


def _lacks(request: Request) -> Iterator[str]:
    """What is missing in each of the authorizations that a request needs."""
    for each in authorizations(request):
        yield from (_lack(layer, each) for layer in lacking(each))


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
    context = request.full_context
    numbers = [
        str(number)
        for number, level in enumerate(request.scps, 1)
        if not any(item.allows for policy in level for item, _ in applying(policy, request, context))
    ]
    word = "level" if len(numbers) == 1 else "levels"
    return f"at {word} {', '.join(numbers)} of {len(request.scps)}"


def _lack_of_resource(request: Request) -> str:
    caller, action = request.caller, f"`{request.action}`"
    policy = "the role's trust policy" if action.lower().startswith("`sts:") else "the resource's policy"
    given = request.resource_policy is not None
    if is_of_access_point(request.resource):
        policy = "the access point's policy"
    elif is_of_other_owner(request):
        policy, given = "the object's access control list", True
    elif request.bucket.access_point is not None:
        policy = "the bucket's policy"
    if caller.kind is CallerKind.ANONYMOUS:
        who = "an anonymous caller"
    elif not caller.in_account:
        who = f"`{caller.id}`"
    elif owner(request) not in (None, caller.account):
        who = f"account `{caller.account}`, and the resource belongs to account `{owner(request)}`"
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
    yield from _notes_on_buckets(request, decision)
    if request.caller.kind is CallerKind.ROOT and decision.decision is Verdict.ALLOWED:
        yield "the root user of an account needs no identity policy"
    if decision.decision is Verdict.EXPLICITLY_DENIED:
        missing = next(_lacks(request), "")
        if missing and not refusals(request):
            yield f"without that Deny it would not be allowed either: {missing}"


def _notes_on_buckets(request: Request, decision: Decision) -> Iterator[str]:
    if decision.decision is Verdict.ALLOWED:
        for grant, _ in lists_that_grant(request):
            named = grant.group or grant.canonical_id
            yield f"an access control list grants `{grant.permission}` to `{named}`"
    if is_of_other_owner(request):
        account = request.bucket.object_owner
        yield f"the object belongs to account `{account}`: the bucket's policy can only deny what is done with it"


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

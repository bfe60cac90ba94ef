"""Decides whether any request of a shape is allowed, over all requests.

The question that is asked admits a little more than AWS does (what only one concrete request can tell is left to its
evaluation), so that a proof holds for certain. A witness counts only once its evaluation confirms it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from iamscope.errors import InputError
from iamscope.logic.decide import And, Applies, Expression, Not, Unknown, Witness, action_in, find, resource_in
from iamscope.logic.evaluation.callers import CallerKind
from iamscope.logic.evaluation.evaluate import Verdict, evaluate
from iamscope.logic.evaluation.request import Request, merged, parse_request
from iamscope.logic.patterns import intersects, matches
from iamscope.spec import load
from iamscope.syntax.ast import Statement
from iamscope.unit_tests.expectations import Expectation, Principal
from iamscope.unit_tests.questions import Shape, allowed, caller_is, carries

#: In seconds, of one test.
_LONGEST = 60
#: For a statement that a test may touch; without an answer it counts as untouched.
_SECONDS = 0.5
_NOTHING_NEARER = "nothing proves it, and the request that comes nearest is not allowed"


class Answer(NamedTuple):
    """Why `never` fails, in a sentence, and the request that shows it (None: nothing could be decided)."""

    message: str
    request: Request | None


def touches(expectation: Expectation, statement: Statement) -> bool:
    """Whether a statement applies to some request of the shape of a test."""
    for principal in expectation.principals:
        about = _about(_shape(expectation, principal, _Part(expectation.fields, expectation.resources)))
        if isinstance(find(And(about, Applies(statement)), seconds=_SECONDS), Witness):
            return True
    return False


def never(expectation: Expectation) -> Answer | None:
    """Why a test fails that says `never`; None if it holds for certain."""
    deadline = time.perf_counter() + _LONGEST
    for principal in expectation.principals:
        for part in _parts(expectation, principal):
            if time.perf_counter() > deadline:
                return _undecided(f"there was no answer within {_LONGEST} seconds")
            answer = _of_part(expectation, principal, part)
            if answer is not None:
                return answer
    return None


class _Part(NamedTuple):
    """Requests that the same policies bear on: the fields of their policies, and patterns of their resources."""

    fields: Mapping[str, Any]
    resources: tuple[str, ...]
    without: tuple[str, ...] = ()


def _parts(expectation: Expectation, principal: Principal) -> Iterator[_Part]:
    """All requests of a principal: a part for each resource of the snapshot that has a policy, and one for the rest."""
    snapshot = expectation.snapshot
    if snapshot is None:
        yield _Part(expectation.fields, expectation.resources)
        return
    caller = expectation.of_caller(principal)
    guarded: list[str] = []
    for arn in snapshot.guarded:
        inside = (arn, f"{arn}/*", f"{arn}:*")
        if any(intersects(pattern, text) for pattern in expectation.resources for text in inside):
            guarded += inside
            yield _Part(merged(caller, expectation.of_resource(arn), expectation.fields), inside)
    yield _Part(merged(caller, expectation.fields), expectation.resources, tuple(guarded))


def _is_pattern(principal: Principal) -> bool:
    return isinstance(principal, str) and ("*" in principal or "?" in principal)


def _of_part(expectation: Expectation, principal: Principal, part: _Part) -> Answer | None:
    shape = _shape(expectation, principal, part)
    if shape.doubt:
        return _undecided(shape.doubt)
    known = _always_allowed(expectation, principal)
    if known is not None:
        return Answer("is allowed", known)
    about = And(_about(shape), resource_in(*expectation.resources))
    if not isinstance(find(about), Witness):
        # a question about no request at all would prove anything
        return _undecided("no request with this caller and this context could be made up")
    rest = [Not(resource_in(*part.without))] if part.without else []
    answer = find(And(about, *rest, allowed(shape)))
    if isinstance(answer, Witness):
        return _confirmed(expectation, shape, answer, principal)
    return _undecided(answer.reason) if isinstance(answer, Unknown) else None


def _shape(expectation: Expectation, principal: Principal, part: _Part) -> Shape:
    is_anyone = expectation.anyone and principal is None
    is_open = is_anyone or _is_pattern(principal)
    fields = {**part.fields, "principal": None if is_open else principal, "action": "*", "resource": "*"}
    caller = "" if is_anyone else str(principal or "")
    known = expectation.snapshot.accounts if expectation.snapshot is not None else frozenset()
    return Shape(parse_request(fields), expectation.actions, part.resources, is_open, caller, known)


def _about(shape: Shape) -> Expression:
    """That a request is of the shape."""
    return And(action_in(*shape.actions), resource_in(*shape.resources), *caller_is(shape), *carries(shape))


def _always_allowed(expectation: Expectation, principal: Principal) -> Request | None:
    """The request that no policy can deny, if it is of the shape."""
    name = "sts:GetCallerIdentity"
    asked = any(matches(action.lower(), name.lower()) for action in expectation.actions)
    if not asked or "*" not in expectation.resources or principal is None or _is_pattern(principal):
        return None
    return parse_request(expectation.request(principal, name, "*"))


def _undecided(reason: str) -> Answer:
    return Answer(f"could not be decided: {reason}", None)


def _confirmed(expectation: Expectation, shape: Shape, witness: Witness, principal: Principal) -> Answer:
    """The witness with all the policies, if it is allowed under them."""
    known = load().action(witness.action)
    action = known.full_name if known is not None else witness.action  # as AWS writes it
    try:
        requests = [_witnessed(expectation, caller, action, witness) for caller in _callers(shape, witness, principal)]
    except InputError as error:
        return _undecided(error.message)
    for request in requests:
        if evaluate(request).decision is Verdict.ALLOWED:
            return Answer("is allowed", request)
    return Answer(f"could not be decided: {_NOTHING_NEARER}", requests[0])


def _callers(shape: Shape, witness: Witness, principal: Principal) -> list[Principal]:
    """Who calls in a witness: the one that the test names, or of a role perhaps one of its sessions."""
    if shape.is_open:
        return [witness.principal]
    is_role = shape.request.caller.kind is CallerKind.ROLE
    return [principal, witness.principal] if is_role and witness.principal is not None else [principal]


def _witnessed(expectation: Expectation, caller: Principal, action: str, witness: Witness) -> Request:
    fields = expectation.request(caller, action, witness.resource)
    fields["context"] = {**witness.context, **fields["context"]}
    return parse_request(fields)

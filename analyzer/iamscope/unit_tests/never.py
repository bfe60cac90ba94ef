"""Decides whether any request of a shape is allowed, over all requests.

The question that is asked admits a little more than AWS does (what only one concrete request can tell is left to its
evaluation), so that a proof holds for certain. A witness counts only once its evaluation confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from iamscope.errors import InputError
from iamscope.logic.decide import And, Applies, Expression, Unknown, Witness, action_in, find, resource_in
from iamscope.logic.evaluation.evaluate import Verdict, evaluate
from iamscope.logic.evaluation.request import Request, parse_request
from iamscope.logic.patterns import matches
from iamscope.spec import load
from iamscope.syntax.ast import Statement
from iamscope.unit_tests.expectations import Expectation
from iamscope.unit_tests.questions import Shape, allowed, caller_is, carries

Principal = str | Mapping[str, str] | None

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
        about = _about(_shape(expectation, principal))
        if isinstance(find(And(about, Applies(statement)), seconds=_SECONDS), Witness):
            return True
    return False


def never(expectation: Expectation) -> Answer | None:
    """Why a test fails that says `never`; None if it holds for certain."""
    for principal in expectation.principals:
        try:
            answer = _of_principal(expectation, principal)
        except InputError as error:
            if expectation.anyone or not isinstance(principal, str) or not _is_pattern(principal):
                raise
            return _undecided(error.message)
        if answer is not None:
            return answer
    return None


def _is_pattern(principal: str) -> bool:
    return "*" in principal or "?" in principal


def _of_principal(expectation: Expectation, principal: Principal) -> Answer | None:
    shape = _shape(expectation, principal)
    if shape.doubt:
        return _undecided(shape.doubt)
    known = _always_allowed(expectation, principal)
    if known is not None:
        return Answer("is allowed", known)
    about = _about(shape)
    if not isinstance(find(about), Witness):
        # a question about no request at all would prove anything
        return _undecided("no request with this caller and this context could be made up")
    answer = find(And(about, allowed(shape)))
    if isinstance(answer, Witness):
        return _confirmed(expectation, shape, answer, principal)
    return _undecided(answer.reason) if isinstance(answer, Unknown) else None


def _shape(expectation: Expectation, principal: Principal) -> Shape:
    is_open = expectation.anyone or (isinstance(principal, str) and _is_pattern(principal))
    fields = {**expectation.fields, "principal": None if is_open else principal, "action": "*", "resource": "*"}
    caller = "" if expectation.anyone else str(principal or "")
    return Shape(parse_request(fields), expectation.actions, expectation.resources, is_open, caller)


def _about(shape: Shape) -> Expression:
    """That a request is of the shape."""
    return And(action_in(*shape.actions), resource_in(*shape.resources), *caller_is(shape), *carries(shape))


def _always_allowed(expectation: Expectation, principal: Principal) -> Request | None:
    """The request that no policy can deny, if it is of the shape."""
    name = "sts:GetCallerIdentity"
    asked = any(matches(action.lower(), name.lower()) for action in expectation.actions)
    if asked and "*" in expectation.resources and not _shape(expectation, principal).is_open:
        return parse_request({**expectation.fields, "principal": principal, "action": name, "resource": "*"})
    return None


def _undecided(reason: str) -> Answer:
    return Answer(f"could not be decided: {reason}", None)


def _confirmed(expectation: Expectation, shape: Shape, witness: Witness, principal: Principal) -> Answer:
    """The witness with all the policies, if it is allowed under them."""
    given = expectation.fields.get("context") or {}
    fields = {**expectation.fields, **witness.to_dict(), "context": {**witness.context, **given}}
    if not shape.is_open:
        fields["principal"] = principal
    known = load().action(witness.action)
    if known is not None:
        fields["action"] = known.full_name  # as AWS writes it
    try:
        request = parse_request(fields)
    except InputError as error:
        return _undecided(error.message)
    if evaluate(request).decision is Verdict.ALLOWED:
        return Answer("is allowed", request)
    return Answer(f"could not be decided: {_NOTHING_NEARER}", request)

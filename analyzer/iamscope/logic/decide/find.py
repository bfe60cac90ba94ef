"""Decides an expression: is there a request for which it holds?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from iamscope.logic.decide.answers import Answer, Proof, Unknown, Witness
from iamscope.logic.decide.budget import Budget, ExhaustedError
from iamscope.logic.decide.expressions import Expression
from iamscope.logic.decide.lowering import KeyUse, action_as_written, lower
from iamscope.logic.decide.readings import Abstract, Concrete, Schematic
from iamscope.logic.decide.replay import replay
from iamscope.logic.decide.search import Model, Search
from iamscope.logic.decide.variable_values import Assignment, assignments

#: So many ways of giving values to variables are tried for a witness, before and after looking for a proof.
_LIKELY_ASSIGNMENTS = 2
_MOST_ASSIGNMENTS = 64
_NOT_KNOWN = "it depends on parts of a policy that are not known"
_OUT_OF_TIME = "there was no answer within the time given"


def find(expression: Expression, *, seconds: float = 5.0) -> Answer:
    """A request for which the expression holds, or a proof that there is none.

    Unknown if that depends on what is not known of a policy, or on the values of policy variables in a way that is not
    understood; if it takes longer than `seconds`; or if the evaluator does not confirm the request that was found.
    """
    try:
        return next(_answers(expression, Budget(seconds)))
    except ExhaustedError:
        return Unknown(_OUT_OF_TIME)


def find_all(expression: Expression, *, seconds: float = 5.0) -> Iterator[Answer]:
    """One witness for each class of actions that the statements of the expression tell apart, lazily.

    At the end comes a Proof that there are no further ones, or Unknown; it is the only answer if there is no witness.
    """
    try:
        yield from _answers(expression, Budget(seconds))
    except ExhaustedError:
        yield Unknown(_OUT_OF_TIME)


def _answers(expression: Expression, budget: Budget) -> Iterator[Answer]:
    use = KeyUse(expression)
    reading = Concrete({})
    search = Search(lower(expression, reading, use, {}), budget)
    if not reading.approximates:
        yield from _confirmed(search, expression, use.asks_for_caller)
        return
    yield from _approximated(expression, use, budget)


def _approximated(expression: Expression, use: KeyUse, budget: Budget) -> Iterator[Answer]:
    """Witnesses for some values of the variables; then a proof, if no value and no hole could give another one."""
    abstract = Search(lower(expression, Abstract(), use, {}), budget)
    callers = (candidate.keys for candidate in abstract.candidates())
    values = assignments(expression, use, callers)
    found: set[str] = set()
    last: Answer = Proof()
    likely = list(islice(values, _LIKELY_ASSIGNMENTS))
    for answer in _with_values(expression, use, likely, found, budget):
        if isinstance(answer, Witness):
            yield answer
        else:
            last = answer
    for answer in _with_values(expression, use, likely, found, budget, Schematic):
        if isinstance(answer, Witness):
            yield answer
    doubts = [model for model in abstract.models() if model.kind not in found]
    if not doubts:
        yield last
        return
    for answer in _with_values(expression, use, islice(values, _MOST_ASSIGNMENTS), found, budget):
        if isinstance(answer, Witness):
            yield answer
        else:
            last = answer
    doubts = [model for model in doubts if model.kind not in found]
    if doubts and isinstance(last, Proof):
        reason = next((model.doubt for model in doubts if model.doubt), None)
        last = Unknown(reason or _NOT_KNOWN)
    yield last


def _with_values(
    expression: Expression,
    use: KeyUse,
    values: Iterable[Assignment],
    found: set[str],
    budget: Budget,
    read: type[Concrete] = Concrete,
) -> Iterator[Answer]:
    """Witnesses with these values of variables for actions that are not among those `found`, which they join; and what
    the evaluator does not confirm.
    """
    for fixed in values:
        search = Search(lower(expression, read(fixed), use, fixed), budget)
        for model in search.models():
            if model.kind not in found:
                answer = _confirm(model, expression, use.asks_for_caller)
                if isinstance(answer, Witness):
                    found.add(model.kind)
                yield answer


def _confirmed(search: Search, expression: Expression, derive: bool) -> Iterator[Answer]:
    """The witnesses of a problem that is read exactly; then a proof, or what the evaluator did not confirm."""
    last: Answer = Proof()
    for model in search.models():
        answer = _confirm(model, expression, derive)
        if isinstance(answer, Witness):
            yield answer
        else:
            last = answer
    yield last


def _confirm(model: Model, expression: Expression, derive: bool) -> Answer:
    """The request of a model as a witness, if the evaluator confirms it."""
    # an action that AWS does not document has the case of the policy
    action = action_as_written(expression, model.kind) if model.action == model.kind else model.action
    witness = Witness(model.principal, action, model.resource, dict(model.context))
    confirmed = replay(expression, witness, derive=derive)
    if confirmed:
        return witness
    if confirmed is None:
        return Unknown(_NOT_KNOWN)
    return Unknown(f"the evaluator does not confirm the request that was found, for `{witness.action}`")

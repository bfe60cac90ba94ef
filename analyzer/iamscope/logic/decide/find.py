"""Decides an expression: is there a request for which it holds?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from iamscope.logic.decide.answers import Answer, Proof, Unknown, Witness
from iamscope.logic.decide.budget import Budget, ExhaustedError
from iamscope.logic.decide.expressions import Expression
from iamscope.logic.decide.lowering import KeyUse, action_as_written, lower
from iamscope.logic.decide.readings import Abstract, Concrete, Reading, Schematic
from iamscope.logic.decide.replay import replay
from iamscope.logic.decide.resource_wildcards import ResourceWildcards
from iamscope.logic.decide.search import Model, Search
from iamscope.logic.decide.variable_values import Assignment, assignments

#: So many ways of giving values to variables are tried for a witness, before and after looking for a proof.
_LIKELY_ASSIGNMENTS = 2
_MOST_ASSIGNMENTS = 64
_NOT_KNOWN = "it depends on parts of a policy that are not known"
_OUT_OF_TIME = "there was no answer within the time given"


def find(
    expression: Expression, *, seconds: float = 5.0, wildcards: ResourceWildcards = ResourceWildcards.OVER_COLONS
) -> Answer:
    """A request for which the expression holds, or a proof that there is none.

    Unknown if that depends on what is not known of a policy, or on the values of policy variables in a way that is not
    understood; if it takes longer than `seconds`; or if the evaluator does not confirm the request that was found.
    `wildcards` says how far those of resources reach.
    """
    try:
        return next(_Question(expression, wildcards, Budget(seconds)).answers())
    except ExhaustedError:
        return Unknown(_OUT_OF_TIME)


def find_all(
    expression: Expression, *, seconds: float = 5.0, wildcards: ResourceWildcards = ResourceWildcards.OVER_COLONS
) -> Iterator[Answer]:
    """One witness for each class of actions that the statements of the expression tell apart, lazily.

    At the end comes a Proof that there are no further ones, or Unknown; it is the only answer if there is no witness.
    """
    try:
        yield from _Question(expression, wildcards, Budget(seconds)).answers()
    except ExhaustedError:
        yield Unknown(_OUT_OF_TIME)


class _Question:
    """An expression with all that its searches have in common."""

    def __init__(self, expression: Expression, wildcards: ResourceWildcards, budget: Budget) -> None:
        self.expression = expression
        self.wildcards = wildcards
        self.budget = budget
        self.use = KeyUse(expression)
        self.found: set[str] = set()  # the actions for which there is a witness, each for its class

    def answers(self) -> Iterator[Answer]:
        """Witnesses; then a proof that there are no more, or what is not known."""
        reading = Concrete({})
        search = self._search(reading, {})
        if reading.approximates:
            yield from self._approximated()
            return
        last: Answer = Proof()
        for answer in self._confirmed(search):
            if isinstance(answer, Witness):
                yield answer
            else:
                last = answer
        yield last

    def _search(self, reading: Reading, fixed: Assignment) -> Search:
        return Search(lower(self.expression, reading, self.use, fixed), self.wildcards, self.budget)

    def _approximated(self) -> Iterator[Answer]:
        """Witnesses for some values of variables; then a proof, if no value and no hole could give another one."""
        abstract = self._search(Abstract(), {})
        callers = (candidate.keys for candidate in abstract.candidates())
        values = assignments(self.expression, self.use, callers)
        likely = list(islice(values, _LIKELY_ASSIGNMENTS))
        last: Answer = Proof()
        for answer in self._with_values(likely, Concrete):
            if isinstance(answer, Witness):
                yield answer
            else:
                last = answer
        for answer in self._with_values(likely, Schematic):
            if isinstance(answer, Witness):
                yield answer
        doubts = [model for model in abstract.models() if model.kind not in self.found]
        if not doubts:
            yield last
            return
        for answer in self._with_values(islice(values, _MOST_ASSIGNMENTS), Concrete):
            if isinstance(answer, Witness):
                yield answer
            else:
                last = answer
        doubts = [model for model in doubts if model.kind not in self.found]
        if doubts and isinstance(last, Proof):
            reason = next((model.doubt for model in doubts if model.doubt), None)
            last = Unknown(reason or _NOT_KNOWN)
        yield last

    def _with_values(self, values: Iterable[Assignment], read: type[Concrete]) -> Iterator[Answer]:
        for fixed in values:
            yield from self._confirmed(self._search(read(fixed), fixed))

    def _confirmed(self, search: Search) -> Iterator[Answer]:
        """Witnesses for classes of actions that have none yet, and what the evaluator does not confirm."""
        for model in search.models():
            if model.kind not in self.found:
                answer = self._confirm(model)
                if isinstance(answer, Witness):
                    self.found.add(model.kind)
                yield answer

    def _confirm(self, model: Model) -> Answer:
        """The request of a model as a witness, if the evaluator confirms it."""
        # an action that AWS does not document has the case of the policy
        undocumented = model.action == model.kind
        action = action_as_written(self.expression, model.kind) if undocumented else model.action
        witness = Witness(model.principal, action, model.resource, dict(model.context))
        confirmed = replay(self.expression, witness, self.wildcards, derive=self.use.asks_for_caller)
        if confirmed:
            return witness
        if confirmed is None:
            return Unknown(_NOT_KNOWN)
        return Unknown(f"the evaluator does not confirm the request that was found, for `{witness.action}`")

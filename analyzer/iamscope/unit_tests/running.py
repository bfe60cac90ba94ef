"""Runs the tests of a suite."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from iamscope.errors import InputError
from iamscope.inputs.documents import wrong
from iamscope.logic.evaluation.evaluate import Decision, Verdict, evaluate
from iamscope.logic.evaluation.explanation import Explanation, explain
from iamscope.logic.evaluation.request import Request, parse_request
from iamscope.logic.evaluation.unknown_values import depends_on_unknown
from iamscope.unit_tests.coverage import Coverage
from iamscope.unit_tests.expectations import Expectation, Suite, Verb, policies_of
from iamscope.unit_tests.never import never, touches

#: In seconds, of one suite.
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a test failed: a sentence, and the request that shows it with its decision (None: it is not decided)."""

    message: str
    request: Request | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a test; it passed if there is no failure. `requests` is how many were decided."""

    expectation: Expectation
    failures: tuple[Failure, ...]
    requests: int
    seconds: float

    @property
    def passed(self) -> bool:
        return not self.failures


def run(suite: Suite, coverage: Coverage) -> Iterator[Outcome]:
    """The outcome of each test in order; raises InputError, with the place, for a request that is none, and where a
    suite takes longer than any that a person wrote.
    """
    coverage.add(suite.policies)
    deadline = time.perf_counter() + _LONGEST
    for expectation in suite.expectations:
        started = time.perf_counter()
        if started > deadline:
            raise wrong(
                expectation.place, f"the tests before this one took {_LONGEST} seconds", "spread them over files"
            )
        try:
            failures = tuple(_failures(expectation, coverage))
        except InputError as error:
            raise wrong(expectation.place, error.message, error.help) from error
        requests = 0 if expectation.verb is Verb.NEVER else expectation.size
        yield Outcome(expectation, failures, requests, time.perf_counter() - started)


def _failures(expectation: Expectation, coverage: Coverage) -> Iterator[Failure]:
    if expectation.verb is Verb.NEVER:
        answer = never(expectation)
        coverage.exercise_if(policies_of(expectation.fields), partial(touches, expectation))
        if answer is not None:
            yield Failure(answer.message, answer.request, explain(answer.request) if answer.request else None)
        return
    for fields in expectation.requests:
        request = parse_request(fields)
        coverage.exercise(request)
        decision = evaluate(request)
        message = _disappointment(expectation, decision)
        if not message and depends_on_unknown(request, decision):
            message = "could not be decided: it hangs on values that are not known"
        if message:
            yield Failure(message, request, explain(request))


def _disappointment(expectation: Expectation, decision: Decision) -> str:
    """What is other than expected, in a sentence; empty if nothing is."""
    if (decision.decision is Verdict.ALLOWED) != (expectation.verb is Verb.ALLOW):
        return "is not allowed" if expectation.verb is Verb.ALLOW else "is allowed"
    sids = [deciding.statement.sid.value for deciding in decision.statements if deciding.statement.sid]
    if expectation.by and expectation.by not in sids:
        decided = ", ".join(f"`{sid}`" for sid in sids) or "no statement with a `Sid`"
        return f"is decided by {decided}, not by `{expectation.by}`"
    return ""

"""What became of policy tests, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from iamscope.findings import span_dict
from iamscope.render.decision import as_dict, note, place_dict, snippets, text
from iamscope.render.escape import json_text, terminal
from iamscope.render.snippet import Mark
from iamscope.render.style import BOLD, FRAME, Style
from iamscope.render.tally import counted
from iamscope.syntax.ast import Statement
from iamscope.unit_tests.coverage import Coverage
from iamscope.unit_tests.running import Failure, Outcome

VERSION = 1
_GREEN, _RED, _YELLOW = "1;32", "1;31", "1;33"
#: Of one test; a mistake in a policy fails all of its requests alike.
_SHOWN_FAILURES = 3


def as_text(outcomes: Sequence[Outcome], coverage: Coverage, style: Style) -> Iterator[str]:
    """The tests that failed with what decided, the statements that no test exercised, a summary."""
    for outcome in outcomes:
        if not outcome.passed:
            yield from _failed(outcome, style)
    missed = coverage.missed
    if missed:
        yield from _missed(missed, coverage.total, style)
    failed = sum(not outcome.passed for outcome in outcomes)
    files = len({outcome.expectation.place.document.source.path for outcome in outcomes})
    word, look = ("failed", _RED) if failed else ("passed", _GREEN)
    number = failed or len(outcomes)
    said = f"{number} of {counted(len(outcomes), 'test')} in {counted(files, 'file')}"
    yield f"{style.paint(word, look)}: {style.paint(said, BOLD)}\n"


def _failed(outcome: Outcome, style: Style) -> Iterator[str]:
    expectation = outcome.expectation
    first = outcome.failures[0]
    yield f"{style.paint('failed', _RED)}: {style.paint(terminal(expectation.name), BOLD)}\n"
    mark = Mark(expectation.place.span, "^", _RED, _said(first))
    yield from snippets([mark], style)
    for failure in outcome.failures[:_SHOWN_FAILURES]:
        if failure.request is not None and failure.explanation is not None:
            yield from text(failure.request, failure.explanation, style)
    more = len(outcome.failures) - _SHOWN_FAILURES
    if more > 0:
        yield note("note", f"{counted(more, 'more request')} of this test failed", style)
    yield "\n"


def _said(failure: Failure) -> str:
    if failure.request is None:
        return failure.message
    return f"`{failure.request.action}` {failure.message}"


def _missed(missed: Sequence[Statement], total: int, style: Style) -> Iterator[str]:
    said = f"no test exercises {len(missed)} of {counted(total, 'statement')}"
    yield f"{style.paint('warning', _YELLOW)}: {style.paint(said, BOLD)}\n"
    for statement in missed:
        arrow = style.paint(" -->", FRAME)
        yield f"{arrow} {terminal(where(statement))}\n"
    yield "\n"


def where(statement: Statement) -> str:
    """Where a statement stands, and its `Sid`."""
    start = statement.span.start_position
    sid = f" `{statement.sid.value}`" if statement.sid else ""
    return f"{statement.span.source.path}:{start.line}:{start.column + 1}{sid}"


def as_json(outcomes: Sequence[Outcome], coverage: Coverage) -> str:
    """All tests with their failures, and the statements that no test exercised, as one JSON document."""
    missed = coverage.missed
    content = {
        "version": VERSION,
        "tests": [_outcome(outcome) for outcome in outcomes],
        "coverage": {
            "statements": coverage.total,
            "exercised": coverage.total - len(missed),
            "missed": [_statement(statement) for statement in missed],
        },
    }
    return json_text(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def _outcome(outcome: Outcome) -> dict[str, Any]:
    expectation = outcome.expectation
    span = expectation.place.span
    return {
        "name": expectation.name,
        "expected": expectation.verb.value,
        "passed": outcome.passed,
        "path": span.source.path,
        "span": span_dict(span),
        "requests": outcome.requests,
        "failures": [_failure(failure) for failure in outcome.failures],
    }


def _failure(failure: Failure) -> dict[str, Any]:
    if failure.request is None or failure.explanation is None:
        return {"message": failure.message, "decision": None}
    return {"message": failure.message, "decision": as_dict(failure.request, failure.explanation)}


def _statement(statement: Statement) -> dict[str, Any]:
    sid = statement.sid
    return {
        "statementIndex": statement.index,
        "statementId": sid.value if sid else None,
    } | place_dict(statement)

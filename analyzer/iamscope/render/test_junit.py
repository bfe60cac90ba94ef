"""What became of policy tests as JUnit XML, which every build server reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from iamscope.render.decision import text
from iamscope.render.escape import terminal
from iamscope.render.style import Style
from iamscope.unit_tests.running import Failure, Outcome


def render(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The document, chunk by chunk: a test suite for each file, a test case for each test."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<testsuites name="iamscope"{_totals(outcomes)}>\n'
    for path, group in groupby(outcomes, key=_path):
        of_file = list(group)
        yield f"  <testsuite name={_attribute(path)}{_totals(of_file)}>\n"
        for outcome in of_file:
            yield from _case(outcome)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _path(outcome: Outcome) -> str:
    return outcome.expectation.place.document.source.path


def _totals(outcomes: Sequence[Outcome]) -> str:
    failed = sum(not outcome.passed for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    return f' tests="{len(outcomes)}" failures="{failed}" errors="0" time="{seconds:.3f}"'


def _case(outcome: Outcome) -> Iterator[str]:
    path, line = _path(outcome), outcome.expectation.place.span.start_position.line
    head = (
        f"    <testcase classname={_attribute(path)} name={_attribute(outcome.expectation.name)}"
        f' file={_attribute(path)} line="{line}" time="{outcome.seconds:.3f}"'
    )
    if outcome.passed:
        yield f"{head}/>\n"
        return
    yield f"{head}>\n"
    first = outcome.failures[0]
    kind = outcome.expectation.verb.value
    yield f'      <failure type="{kind}" message={_attribute(first.message)}>'
    yield escape("\n".join("".join(_lines(failure)) for failure in outcome.failures))
    yield "</failure>\n    </testcase>\n"


def _lines(failure: Failure) -> Iterator[str]:
    if failure.request is None or failure.explanation is None:
        yield terminal(failure.message) + "\n"
    else:
        yield from text(failure.request, failure.explanation, Style())


def _attribute(value: str) -> str:
    # nothing that XML forbids is left: control characters are shown as their escapes
    return quoteattr(terminal(value))

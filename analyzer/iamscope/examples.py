"""Reads the examples in a rule's documentation, which are also its tests.

An example is a code fence of language `json`. Its info string may set the context: `type=trust`,
`resource-type=AWS::S3::Bucket`; `letters=10000` makes each `…` of the example that many letters. A line of carets
under a line names a place that the rule reports there, and the words behind the carets are the finding's message;
further places of the same finding carry carets alone, or the words of their label. Where a place goes on over several
lines, the carets reach to the end of its first line. A fence without carets promises that the rule is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from iamscope.accepted.suppressions import SuppressionReview
from iamscope.engine import RuleSet, check_policy, check_syntax
from iamscope.findings import Finding
from iamscope.policy_types import PolicyType, parse_policy_type, resolve_policy_type
from iamscope.rule import AnyRule
from iamscope.source import Source, Span
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import NotJsonError

_FENCE = re.compile(r"^```json[ \t]*(?P<info>[^\n]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_CARETS = re.compile(r"^(?P<indent> *)(?P<carets>\^+)(?: (?P<words>.*))?$")


class Mark(NamedTuple):
    """A place in an example: line from 1, column from 0, width in characters, and the words that stand there."""

    line: int
    column: int
    width: int
    words: str


class Example(NamedTuple):
    """A policy text with the places where the rule must report something."""

    text: str
    marks: tuple[Mark, ...]
    policy_type: PolicyType
    resource_type: str | None

    @property
    def is_bad(self) -> bool:
        return bool(self.marks)


def examples(rule: AnyRule) -> Iterator[Example]:
    """The examples of a rule; raises ValueError for an info string that says nothing known."""
    for fence in _FENCE.finditer(rule.doc):
        context = dict(item.partition("=")[::2] for item in fence["info"].split())
        resource_type = context.pop("resource-type", None)
        named = context.pop("type", None)
        letters = int(context.pop("letters", "0"))
        if context:
            raise ValueError(f"`{rule.code}`: unknown context {', '.join(context)}")
        policy_type = parse_policy_type(named) if named else _default_type(rule, resource_type)
        text, marks = _unmark(fence["body"])
        if letters:
            text = text.replace("…", "a" * letters)
        yield Example(text, marks, resolve_policy_type(policy_type, resource_type), resource_type)


def _default_type(rule: AnyRule, resource_type: str | None) -> PolicyType:
    if resource_type is not None:
        return PolicyType.RESOURCE
    return next(kind for kind in PolicyType if kind in rule.policy_types)


def _unmark(body: str) -> tuple[str, tuple[Mark, ...]]:
    """The text without its caret lines, and the marks, counted in lines of that text."""
    lines: list[str] = []
    marks: list[Mark] = []
    for line in body.splitlines():
        carets = _CARETS.match(line)
        if carets:
            marks.append(Mark(len(lines), len(carets["indent"]), len(carets["carets"]), carets["words"] or ""))
        else:
            lines.append(line)
    return "\n".join(lines), tuple(marks)


def run(rule: AnyRule, example: Example) -> list[Finding]:
    """What the rule, alone, reports on an example."""
    if rule.on is SuppressionReview:
        return _run_template(rule, example)
    rules = RuleSet([rule])
    source = Source("example.json", example.text)
    try:
        document = Document.from_text(source)
    except NotJsonError:
        return check_syntax(source, example.policy_type, rules)
    return check_policy(Policy(document.value, document.root, example.policy_type, example.resource_type), rules)


def _run_template(rule: AnyRule, example: Example) -> list[Finding]:
    """What a rule about suppressions reports on a template in which the others find something to suppress."""
    from iamscope.accepted.suppressing import Suppressor
    from iamscope.checking import Checker
    from iamscope.inputs.discover import FoundFile
    from iamscope.packs import built_in

    checker = Checker(RuleSet(built_in().values()), suppressor=Suppressor(frozenset(built_in())))
    result = checker.check_bytes(example.text.encode(), FoundFile("example.json", True))
    return [finding for finding in result.remarks if finding.code == rule.code]


def marks(findings: list[Finding]) -> list[Mark]:
    """Findings in the form in which an example states them, in order of place."""
    found = []
    for finding in findings:
        for number, location in enumerate(finding.locations):
            found.append(_mark(location.span, finding.message if number == 0 else location.text))
    return sorted(found)


def _mark(span: Span, words: str) -> Mark:
    start, end = span.start_position, span.end_position
    width = (end.column if end.line == start.line else len(span.source.line(start.line))) - start.column
    return Mark(start.line, start.column, max(1, width), words)  # a place between characters shows as one caret

"""Runs rules over a policy and turns what they report into findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from iamscope.accepted.suppressions import SuppressionReview
from iamscope.findings import Edit, Finding, FindingType, Fix, Location
from iamscope.policy_types import PolicyType
from iamscope.rule import AddMember, AnyRule, Label, RemoveParts, Replace, Report
from iamscope.source import Source
from iamscope.spec.suggest import limited
from iamscope.syntax.ast import Node, Policy, nodes
from iamscope.syntax.document import Place
from iamscope.syntax.syntax_problems import SyntaxProblem, syntax_problems, text_problems
from iamscope.unknowns import Unknowns

INTERNAL_ERROR = "INTERNAL_ERROR"

#: So many names of a policy are compared with those that they may have been meant to be.
_SUGGESTIONS = 300


class RuleSet:
    """The rules of a run, indexed by policy type and kind of node, so that a node meets only its own rules."""

    def __init__(self, rules: Iterable[AnyRule]) -> None:
        self.rules: Mapping[str, AnyRule] = {rule.code: rule for rule in rules}
        self._index: dict[tuple[PolicyType, type], tuple[AnyRule, ...]] = {}

    def on(self, policy_type: PolicyType, kind: type) -> tuple[AnyRule, ...]:
        """The rules for one kind of node in policies of one type."""
        key = policy_type, kind
        found = self._index.get(key)
        if found is None:
            grammar = policy_type.grammar
            found = tuple(rule for rule in self.rules.values() if rule.on is kind and grammar in rule.policy_types)
            self._index[key] = found
        return found


def check_policy(policy: Policy, rules: RuleSet) -> list[Finding]:
    """The findings of a policy, in order of place; none is made from a value that is not known."""
    unknowns = Unknowns(policy)
    with limited(_SUGGESTIONS):
        findings = [
            _finding(rule, report, policy.place)
            for node in nodes(policy)
            for rule in rules.on(policy.policy_type, type(node))
            for report in _reports(rule, node)
            if unknowns.leave(rule, report)
        ]
    return in_order(findings)


def check_syntax(text: Source | Place, policy_type: PolicyType, rules: RuleSet) -> list[Finding]:
    """The findings of a text, a file's or that of a string, that is not JSON; no other check can say anything of it."""
    return [
        _finding(rule, report, None)
        for problem in (syntax_problems(text) if isinstance(text, Source) else text_problems(text))
        for rule in rules.on(policy_type, SyntaxProblem)
        for report in _reports(rule, problem)
    ]


def check_suppression(review: SuppressionReview, rules: RuleSet) -> list[Finding]:
    """What there is to say of a suppression."""
    return [
        _finding(rule, report, None)
        for rule in rules.on(PolicyType.IDENTITY, SuppressionReview)
        for report in _reports(rule, review)
    ]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by their first place, as Access Analyzer lists them, then by code."""
    return sorted(findings, key=place_order)


def place_order(finding: Finding) -> tuple[int, str, int]:
    """What findings of one text are sorted by."""
    span = finding.span
    return span.start, finding.code, span.end


def _reports(rule: AnyRule, node: Node | SyntaxProblem | SuppressionReview) -> Iterator[Report]:
    try:
        yield from rule.check(node)
    except Exception as error:  # a rule that raises must not hide what the others find
        yield Report(
            f"rule `{rule.code}` failed here: {type(error).__name__}: {error}",
            () if isinstance(node, SyntaxProblem | SuppressionReview) else (Label(node.place),),
            "this is a bug of the rule, not of the policy: please report it, or leave the rule out with `--ignore`",
            span=node.span if isinstance(node, SyntaxProblem | SuppressionReview) else None,
            internal=True,
        )


def _finding(rule: AnyRule, report: Report, root: Place | None) -> Finding:
    if report.span is not None:
        locations: tuple[Location, ...] = (Location((), report.span),)
    else:
        locations = tuple(_location(label, root) for label in report.labels)
    return Finding(
        INTERNAL_ERROR if report.internal else rule.code,
        FindingType.ERROR if report.internal else rule.finding_type,
        report.message,
        report.help,
        locations,
        fix_of(report),
        tuple(_location(label, root) for label in report.related),
    )


def _location(label: Label, root: Place | None) -> Location:
    return Location(label.place.path(root) if root is not None else (), label.place.span, label.text)


def fix_of(report: Report) -> Fix | None:
    """The fix of a report; None where something that it changes is not written as it was read, or in another file."""
    if report.fix is None:
        return None
    from iamscope.syntax.edits import NotEditableError

    try:
        edits = tuple(edit for planned in report.fix.edits for edit in _edits(planned, report))
    except NotEditableError:
        return None
    shown = report.labels[0].place.span.source.path
    if any(edit.span.source.path != shown for edit in edits):
        return None
    return Fix(report.fix.description, edits, report.fix.safe)


def _edits(planned: Replace | RemoveParts | AddMember, report: Report) -> Iterator[Edit]:
    from iamscope.syntax.edits import add_member, remove_parts, replace

    match planned:
        case Replace(place, value):
            yield from replace(place, value)
        case RemoveParts(place, steps):
            is_list = isinstance(place.value, list)
            yield from remove_parts(place, steps, [label.place for label in report.labels] if is_list else ())
        case AddMember(place, name, value):
            yield from add_member(place, name, value)

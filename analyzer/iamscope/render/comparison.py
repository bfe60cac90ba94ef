"""What policies allow that their earlier versions did not, for people, programs and reviewers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from iamscope.comparison.comparing import Comparison
from iamscope.comparison.differences import Grant
from iamscope.findings import span_dict
from iamscope.inputs.reading import ReadPolicy
from iamscope.logic.decide import Witness
from iamscope.policy_checks.access_checks import CheckVerdict
from iamscope.render.decision import note, snippets
from iamscope.render.escape import json_text, markdown, markdown_code, markdown_message, terminal
from iamscope.render.snippet import Mark
from iamscope.render.style import BOLD, Style
from iamscope.render.tally import counted
from iamscope.results import InputProblem
from iamscope.syntax.json_value import HOLE

VERSION = 1
#: How verdicts look to people.
VERDICT_LOOKS = {CheckVerdict.PASS: "1;32", CheckVerdict.FAIL: "1;31", CheckVerdict.UNKNOWN: "1;33"}


class Compared(NamedTuple):
    """A comparison with what is new in it; no grants where nothing is, or where nobody asked."""

    comparison: Comparison
    grants: tuple[Grant, ...]


def text(compared: Sequence[Compared], style: Style) -> Iterator[str]:
    """Each policy that allows more, with the statements that do and a request for each; then the numbers."""
    for comparison, grants in compared:
        verdict = comparison.check.result
        if verdict is not CheckVerdict.PASS:
            word = style.paint(verdict.value.lower(), VERDICT_LOOKS[verdict])
            yield f"{word}: {style.paint(terminal(headline(comparison)), BOLD)}\n"
            if not grants:
                for reason in comparison.check.reasons:
                    yield note("because", reason.description, style)
            for grant in grants:
                yield from _grant(grant, style)
            yield "\n"
    yield sentence([item.comparison for item in compared]) + "\n"


def _grant(grant: Grant, style: Style) -> Iterator[str]:
    place = grant.statement.element("Action") or grant.statement.element("NotAction")
    span = place.span if place else grant.statement.span
    look = VERDICT_LOOKS[CheckVerdict.FAIL if grant.witness else CheckVerdict.UNKNOWN]
    yield from snippets([Mark(span, "^", look, f"new: {grant.actions}" if grant.witness else "perhaps new")], style)
    yield note("resources", grant.resources, style)
    yield note("principals", grant.principals, style)
    if grant.conditions:
        yield note("conditions", grant.conditions, style)
    if grant.witness:
        yield note("witness", request_in_words(grant.witness), style)
    else:
        yield note("unknown", grant.doubt, style)


def request_in_words(witness: Witness) -> str:
    """A request as a clause: who, what, on what, in which context."""
    principal = witness.principal
    if not isinstance(principal, str):
        principal = "an anonymous caller" if principal is None else " ".join(next(iter(principal.items())))
    context = ", ".join(f"{key} = {_value(value)}" for key, value in witness.context.items())
    where = f" with {context}" if context else ""
    return f"`{principal}` calls `{witness.action}` on `{witness.resource}`{where}".replace(HOLE, "…")


def _value(value: str | list[str]) -> str:
    return f"`{value}`" if isinstance(value, str) else "[" + ", ".join(f"`{item}`" for item in value) + "]"


def headline(comparison: Comparison) -> str:
    """Which policy, and what is new about it."""
    old, new = comparison.old, comparison.new
    if new is None:
        return f"{policy_name(old)} is gone"
    uncertain = "may allow" if comparison.check.result is CheckVerdict.UNKNOWN else "allows"
    if old is None:
        return f"{policy_name(new)} is new and {uncertain} access"
    before = "it did not before" if old.path == new.path else f"{policy_name(old)} did not"
    return f"{policy_name(new)} {uncertain} what {before}"


def policy_name(policy: ReadPolicy | None) -> str:
    """Which policy it is, for people: its file, and what holds it there."""
    if policy is None:
        return ""
    return f"{policy.path}: {policy.name}" if policy.name else policy.path


def sentence(comparisons: Sequence[Comparison]) -> str:
    """The numbers as a line to read."""
    if not comparisons:
        return "no policy differs"
    verdicts = Counter(comparison.check.result for comparison in comparisons)
    more, unsure = verdicts[CheckVerdict.FAIL], verdicts[CheckVerdict.UNKNOWN]
    parts = [f"{more} {'allows' if more == 1 else 'allow'} more than before"]
    if unsure:
        parts.append(f"{unsure} cannot be decided")
    return f"{counted(len(comparisons), 'policy')} compared: {', '.join(parts)}"


def as_json(compared: Sequence[Compared], problems: Sequence[InputProblem]) -> str:
    """All comparisons as one JSON document, in the words of Access Analyzer's CheckNoNewAccess."""
    results = [comparison.check.result for comparison, _ in compared]
    order = (CheckVerdict.FAIL, CheckVerdict.UNKNOWN, CheckVerdict.PASS)
    content = {
        "version": VERSION,
        "result": next((verdict.value for verdict in order if verdict in results), "PASS"),
        "comparisons": [_dict(item) for item in compared],
        "problems": [{"path": problem.path, "message": problem.message, "help": problem.help} for problem in problems],
    }
    return json_text(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def _dict(compared: Compared) -> dict[str, Any]:
    comparison, grants = compared
    return {
        "existingPolicy": policy_dict(comparison.old),
        "newPolicy": policy_dict(comparison.new),
        **comparison.check.to_dict(),
        "grants": [
            grant.to_dict() | {"span": span_dict(grant.statement.span), "path": grant.statement.span.source.path}
            for grant in grants
        ],
    }


def policy_dict(policy: ReadPolicy | None) -> dict[str, str] | None:
    """Which policy it is, for programs."""
    if policy is None:
        return None
    return {
        "path": policy.path,
        "pointer": policy.found.place.pointer,
        "name": policy.found.container.name,
        "policyType": policy.policy.policy_type.value,
    }


def as_markdown(compared: Sequence[Compared], problems: Sequence[InputProblem]) -> Iterator[str]:
    """A table for a reviewer: each statement that gives new access, who gets it, to what, and when."""
    yield f"## Access that this change gives\n\n{markdown(sentence([item.comparison for item in compared]))}.\n"
    for problem in problems:
        yield f"\n- {markdown_code(problem.path)}: {markdown_message(problem.message)}\n"
    rows = [(comparison, grant) for comparison, grants in compared for grant in grants]
    if rows:
        yield "\n| Policy | Principals | Actions | Resources | Conditions | For example |\n"
        yield "| --- | --- | --- | --- | --- | --- |\n"
    for comparison, grant in rows:
        line = grant.statement.span.start_position.line
        example = request_in_words(grant.witness) if grant.witness else f"not certain: {grant.doubt}"
        name = f"{policy_name(comparison.new)} (line {line})"
        codes = (name, grant.principals, grant.actions, grant.resources)
        words = (grant.conditions or "none", example)
        yield f"| {' | '.join((*map(markdown_code, codes), *map(markdown_message, words)))} |\n"
    for comparison, grants in compared:
        if not grants and comparison.check.result is not CheckVerdict.PASS:
            why = "; ".join(reason.description for reason in comparison.check.reasons)
            yield f"\n{markdown(headline(comparison))}: {markdown_message(why)}.\n"

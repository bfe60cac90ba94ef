"""The answers of checks of whole policies, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from iamscope.findings import span_dict
from iamscope.inputs.reading import ReadPolicy
from iamscope.logic.decide import Witness
from iamscope.policy_checks.access_checks import CheckResult, CheckVerdict
from iamscope.render.comparison import VERDICT_LOOKS, policy_dict, policy_name, request_in_words
from iamscope.render.decision import note, snippets
from iamscope.render.escape import json_text, terminal
from iamscope.render.snippet import Mark
from iamscope.render.style import BOLD, Style
from iamscope.render.tally import counted

VERSION = 1


class Words(NamedTuple):
    """What a check says: of a policy that fails, of one that passes, and of one that cannot be decided."""

    fails: str
    passes: str
    unknown: str


class Checked(NamedTuple):
    """A policy, its result, and further remarks on it."""

    policy: ReadPolicy
    result: CheckResult
    remarks: tuple[str, ...] = ()


def text(checked: Sequence[Checked], words: Words, style: Style) -> Iterator[str]:
    """Each policy with its verdict, the statements behind it and a request that shows it; then the numbers."""
    said = {CheckVerdict.FAIL: words.fails, CheckVerdict.PASS: words.passes, CheckVerdict.UNKNOWN: words.unknown}
    for policy, result, remarks in checked:
        verdict = result.result
        head = f"{policy_name(policy)} {said[verdict]}"
        yield f"{style.paint(verdict.value.lower(), VERDICT_LOOKS[verdict])}: {style.paint(terminal(head), BOLD)}\n"
        yield from snippets(_marks(policy, result), style)
        if result.witness is not None:
            yield note("witness", request_in_words(Witness(**result.witness)), style)
        elif verdict is CheckVerdict.UNKNOWN:
            for reason in result.reasons:
                yield note("because", reason.description, style)
        for remark in remarks:
            yield note("note", remark, style)
    verdicts = Counter(result.result for _, result, _ in checked)
    numbers = [f"{verdicts[verdict]} {verdict.value.lower()}" for verdict in CheckVerdict if verdicts[verdict]]
    yield f"{counted(len(checked), 'policy')}: {', '.join(numbers)}\n"


def _marks(policy: ReadPolicy, result: CheckResult) -> list[Mark]:
    statements = {statement.index: statement for statement in policy.policy.statements}
    found = [statements[reason.statement_index] for reason in result.reasons if reason.statement_index is not None]
    places = [(each.element("Principal") or each.element("Action") or each.element("NotAction")) for each in found]
    spans = [place.span if place else each.span for place, each in zip(places, found, strict=True)]
    return [Mark(span, "^", VERDICT_LOOKS[result.result]) for span in spans]


def as_json(checked: Sequence[Checked]) -> str:
    """The results as one JSON document, each in Access Analyzer's words."""
    results = {result.result for _, result, _ in checked}
    order = (CheckVerdict.FAIL, CheckVerdict.UNKNOWN, CheckVerdict.PASS)
    content = {
        "version": VERSION,
        "result": next((verdict.value for verdict in order if verdict in results), "PASS"),
        "policies": [
            {
                "policy": policy_dict(policy),
                "span": span_dict(policy.policy.span),
                **result.to_dict(),
                "remarks": list(remarks),
            }
            for policy, result, remarks in checked
        ],
    }
    return json_text(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"

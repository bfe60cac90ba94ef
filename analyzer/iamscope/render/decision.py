"""The decision on a request, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from iamscope.findings import span_dict
from iamscope.logic.evaluation.evaluate import Deciding, Verdict
from iamscope.logic.evaluation.explanation import LAYER_NAMES, Explanation
from iamscope.logic.evaluation.matched import matched_places
from iamscope.logic.evaluation.near_misses import NearMiss
from iamscope.logic.evaluation.request import Request
from iamscope.render.escape import json_text, terminal
from iamscope.render.snippet import Mark, draw, gutter_width
from iamscope.render.style import BOLD, FRAME, Style
from iamscope.source import Source
from iamscope.syntax.ast import Statement

VERSION = 1
_GREEN, _RED, _YELLOW = "1;32", "1;31", "1;33"
_HEADS = {
    Verdict.ALLOWED: ("allowed", _GREEN, "may"),
    Verdict.EXPLICITLY_DENIED: ("denied", _RED, "may not"),
    Verdict.IMPLICITLY_DENIED: ("not allowed", _RED, "may not"),
}


def text(request: Request, explanation: Explanation, style: Style) -> Iterator[str]:
    """The decision, why, the statements that made it, and those that came near; chunks with their line ends."""
    decision = explanation.decision
    word, look, verb = _HEADS[decision.decision]
    if explanation.uncertain:
        word, look = f"perhaps {word}", _YELLOW
    caller = request.caller.id or "anonymous"
    said = f"`{caller}` {verb} `{request.action}` on `{request.resource}`"
    yield f"{style.paint(word, look)}: {style.paint(terminal(said), BOLD)}\n"
    for reason in explanation.reasons:
        yield note("because", reason, style)
    for remark in explanation.notes:
        yield note("note", remark, style)
    for deciding in decision.statements:
        yield from snippets(decided_marks(deciding, request), style)
    for near in explanation.near_misses:
        yield f"\n{style.paint('near miss', _YELLOW)}: {style.paint(_near(near), BOLD)}\n"
        yield from snippets(near_marks(near), style)


def decided_marks(deciding: Deciding, request: Request) -> list[Mark]:
    """The parts of a statement that apply to a request, with what the statement does on the first."""
    first, *others = matched_places(deciding.statement, request) or (deciding.statement.place,)
    look = _RED if deciding.statement.denies else _GREEN
    verb = "denied" if deciding.statement.denies else "allowed"
    marks = [Mark(first.span, "^", look, f"{verb} by the {LAYER_NAMES[deciding.layer]}")]
    return marks + [Mark(place.span, "-", FRAME) for place in others]


def near_marks(near: NearMiss) -> list[Mark]:
    """The parts of a statement that do not match, each with the reason."""
    return [Mark(miss.place.span, "^", _YELLOW, miss.text) for miss in near.misses]


def _near(near: NearMiss) -> str:
    elements = "conditions" if len(near.misses) > 1 else f"`{near.misses[0].element}`"
    return f"a statement of the {LAYER_NAMES[near.layer]} would allow it but for its {elements}"


def note(word: str, said: str, style: Style) -> str:
    """A line that explains."""
    return f"{style.paint('  =', FRAME)} {style.paint(word, BOLD)}: {terminal(said)}\n"


def snippets(marks: Iterable[Mark], style: Style) -> Iterator[str]:
    """The lines around the marks, source by source; chunks with their line ends."""
    by_source: dict[Source, list[Mark]] = {}
    for mark in marks:
        by_source.setdefault(mark.span.source, []).append(mark)
    for source, places in by_source.items():
        gutter = gutter_width(places)
        bar = style.paint(f"{'':{gutter}} |", FRAME)
        start = places[0].span.start_position
        arrow = style.paint(f"{'':{gutter}}-->", FRAME)
        yield f"{arrow} {terminal(source.path)}:{start.line}:{start.column + 1}\n{bar}\n"
        yield "".join(line + "\n" for line in draw(places, style, gutter))
        yield f"{bar}\n"


def as_json(request: Request, explanation: Explanation) -> str:
    """The decision as one JSON document."""
    content = {"version": VERSION} | as_dict(request, explanation)
    return json_text(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def as_dict(request: Request, explanation: Explanation) -> dict[str, Any]:
    """What `iamscope.simulate` returns, with the request, reasons and places."""
    decision = explanation.decision
    return {
        "principal": request.caller.id or None,
        "action": request.action,
        "resource": request.resource,
        "decision": decision.decision.value,
        "certain": not explanation.uncertain,
        "statements": [deciding.to_dict() | place_dict(deciding.statement) for deciding in decision.statements],
        "blockedBy": [layer.value for layer in decision.blocked_by],
        "reasons": list(explanation.reasons),
        "nearMisses": [_near_dict(near) for near in explanation.near_misses],
        "notes": list(explanation.notes),
    }


def place_dict(statement: Statement) -> dict[str, Any]:
    """Where a statement stands."""
    span = statement.span
    return {"path": span.source.path, "span": span_dict(span)}


def _near_dict(near: NearMiss) -> dict[str, Any]:
    misses = [miss.to_dict() | {"span": span_dict(miss.place.span)} for miss in near.misses]
    return Deciding(near.layer, near.statement).to_dict() | place_dict(near.statement) | {"misses": misses}

"""What is shown of findings that are not reported: suppressed ones, and those that the baseline knows."""

from __future__ import annotations

from collections.abc import Iterable

from iamscope.accepted.suppressions import Suppression
from iamscope.render.style import Style
from iamscope.results import Result, Run


def shown(run: Run, style: Style) -> Iterable[Result]:
    """The results that people get to see."""
    return (result for result in run.results if result.is_reported or style.shows_aside)


def why_aside(result: Result) -> str:
    """Why a result is not reported, and where that is written."""
    suppression = result.suppression
    if suppression is None:
        return "in the baseline"
    place = f"{suppression.span.source.path}:{suppression.span.start_position.line}"
    return f"suppressed in {place}" + (f": {suppression.reason}" if suppression.reason else "")


def suppression_dict(suppression: Suppression | None) -> dict[str, str | None] | None:
    """A suppression for programs: `kind` as in SARIF, `justification`, and `expires` or null."""
    if suppression is None:
        return None
    expires = suppression.expires.isoformat() if suppression.expires else None
    return {"kind": suppression.kind.value, "justification": suppression.reason, "expires": expires}


def baseline_state(run: Run, result: Result) -> str | None:
    """How a result compares with the baseline, in SARIF's terms: `new` or `unchanged`; None where none was given."""
    if run.baseline is None:
        return None
    return "unchanged" if result.is_known else "new"

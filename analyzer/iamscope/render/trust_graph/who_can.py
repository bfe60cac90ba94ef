"""Who may do something, for people and as JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.who_can import Access
from iamscope.render.escape import terminal
from iamscope.render.jsonl import dumps
from iamscope.render.style import BOLD, FRAME, Style
from iamscope.render.trust_graph.names import full_name

_CONDITIONAL = "1;33"


def text(found: Iterable[Access], style: Style) -> Iterator[str]:
    """A paragraph for each principal, then how many there are."""
    count = 0
    for access in found:
        count += 1
        conditional = access.answer is Answer.OPEN
        sure = f" {style.paint('if conditions hold', _CONDITIONAL)}" if conditional else ""
        yield f"{style.paint(terminal(full_name(access.node)), BOLD)}{sure}\n"
        for reason in access.reasons:
            yield f"  {style.paint('as', FRAME)} {terminal(reason.text)}\n"
            yield f"     {style.paint('-->', FRAME)} {terminal(reason.path)}:{reason.line}:{reason.column}\n"
        if access.open:
            keys = ", ".join(f"`{key}`" for key in sorted(access.open))
            yield f"  {style.paint('if', _CONDITIONAL)} the conditions on {terminal(keys)} hold\n"
    yield f"{count:,} principal{'' if count == 1 else 's'} can\n" if count else "nobody can\n"


def jsonl(found: Iterable[Access]) -> Iterator[str]:
    """One line each: `principal`, `kind`, `account`, `conditional`, `conditions` (keys) and `statements`."""
    for access in found:
        yield (
            dumps(
                {
                    "principal": access.node.id,
                    "kind": access.node.kind.value,
                    "account": access.node.account,
                    "conditional": access.answer is Answer.OPEN,
                    "conditions": sorted(access.open),
                    "statements": [
                        {"path": reason.path, "line": reason.line, "column": reason.column, "text": reason.text}
                        for reason in access.reasons
                    ],
                }
            )
            + "\n"
        )

"""How output for people looks: whether it has colours, and how wide it may be."""

from __future__ import annotations

from dataclasses import dataclass

from iamscope.findings import FindingType

BOLD = "1"
FRAME = "1;34"  # line numbers, bars and arrows
GRAVITY = {
    FindingType.ERROR: "1;31",
    FindingType.SECURITY_WARNING: "1;35",
    FindingType.WARNING: "1;33",
    FindingType.SUGGESTION: "1;36",
}


@dataclass(frozen=True, slots=True)
class Style:
    """`colour` says whether to use ANSI colours; `width` is that of the terminal, in columns; `shows_aside` says
    whether people want to see what is suppressed or known to the baseline, too.
    """

    colour: bool = False
    width: int = 100
    shows_aside: bool = False

    def paint(self, text: str, look: str) -> str:
        """The text with the look of an ANSI code such as `1;31`, or as it is where there are no colours."""
        return f"\x1b[{look}m{text}\x1b[0m" if self.colour and text else text

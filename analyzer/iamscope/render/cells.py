"""Lays a line of source out in the columns of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from iamscope.render.escape import BUILD_COMMAND, visible_character

TAB = "    "


class Cells(NamedTuple):
    """A piece of a line as it is shown: what stands for each character, and the column where each begins.

    `columns` has one item more than there are characters: the width of the whole.
    """

    shown: list[str] | str
    columns: list[int] | range

    @property
    def width(self) -> int:
        return self.columns[-1]


def lay_out(text: str) -> Cells:
    """The cells of a piece of a line: tabs as spaces, what cannot be seen as its escape, wide characters as two."""
    if text.isascii() and text.isprintable() and "##" not in text:
        return Cells(text, range(len(text) + 1))
    pieces = list(_pieces(text))
    return Cells([piece for piece, _ in pieces], list(accumulate((width for _, width in pieces), initial=0)))


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    from unicodedata import category, east_asian_width  # most policies are ASCII

    commands = {found.end() - 1 for found in BUILD_COMMAND.finditer(text)}
    for number, character in enumerate(text):
        if character == "\t":
            yield TAB, len(TAB)
        elif number in commands:
            yield "\\x23", 4
        elif not character.isprintable():
            escape = visible_character(character)
            yield escape, len(escape)
        elif category(character) in ("Mn", "Me"):
            yield character, 0
        else:
            yield character, 2 if east_asian_width(character) in "WF" else 1

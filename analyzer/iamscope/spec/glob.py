"""Match `*` and `?` against names, without backtracking over earlier stars."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property


class Glob:
    """A pattern that must match the whole of a text; case is the caller's business.

    `*` stands for any text, `?` for one character. Taking the leftmost place for each piece
    between two stars decides every pattern, so a match costs at most len(text) * len(pattern); a
    text with fewer characters than the pattern demands is refused at once.
    """

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self._pieces = pattern.split("*")
        self._least = sum(map(len, self._pieces))
        self._plain = "?" not in pattern

    @property
    def is_literal(self) -> bool:
        """Whether the pattern holds no wildcard."""
        return self._plain and len(self._pieces) == 1

    @property
    def is_everything(self) -> bool:
        """Whether the pattern matches every text."""
        return self._least == 0 and len(self._pieces) > 1

    def matches(self, text: str) -> bool:
        """Tell whether the pattern matches the whole of `text`."""
        if len(text) < self._least:
            return False
        if not self._plain:
            return self._regex.match(text) is not None
        first, *middle = self._pieces
        if not middle:
            return text == first
        last = middle.pop()
        if not (text.startswith(first) and text.endswith(last)):
            return False
        position, end = len(first), len(text) - len(last)
        for piece in middle:
            position = text.find(piece, position, end)
            if position < 0:
                return False
            position += len(piece)
        return True

    def select(self, texts: Collection[str]) -> list[str]:
        """Return those of `texts` (a dictionary or set is fastest) that the pattern matches."""
        if self.is_literal:
            return [self.text] if self.text in texts else []
        if self.is_everything:
            return list(texts)
        if not self._plain:
            least, match = self._least, None
            found = []
            for text in texts:
                if len(text) >= least:
                    # Compiled only when a text is long enough, so a huge pattern costs nothing.
                    match = match or self._regex.match
                    if match(text):
                        found.append(text)
            return found
        if len(self._pieces) == 2 and not self._pieces[1]:
            start = self._pieces[0]
            return [text for text in texts if text.startswith(start)]
        return [text for text in texts if self.matches(text)]

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        parts = [
            "".join("." if character == "?" else re.escape(character) for character in piece) for piece in self._pieces
        ]
        if len(parts) == 1:
            return re.compile(parts[0] + r"\Z", re.DOTALL)
        first, *middle, last = parts
        # Atomic groups: once a piece has found its leftmost place, the engine never moves it.
        placed = "".join(f"(?>.*?{part})" for part in middle if part)
        return re.compile(f"{first}{placed}.*{last}\\Z", re.DOTALL)


def has_wildcard(text: str) -> bool:
    """Tell whether a text holds `*` or `?`."""
    return "*" in text or "?" in text

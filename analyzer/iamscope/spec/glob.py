"""Match `*` and `?` in linear space and without backtracking over earlier stars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Glob:
    """A compiled pattern; it must match the whole text, and case is the caller's business.

    `*` stands for any text, `?` for one character. Greedy leftmost placing of the pieces between
    stars decides every pattern, so the cost is at most len(text) * len(pattern), and a pattern
    with more literal characters than the text is refused at once.
    """

    __slots__ = ("_first", "_last", "_least", "_literal", "_middle")

    def __init__(self, pattern: str) -> None:
        pieces = pattern.split("*")
        self._least = sum(map(len, pieces))
        self._literal = len(pieces) == 1
        self._first = pieces[0]
        self._last = pieces[-1]
        self._middle = [piece for piece in pieces[1:-1] if piece]

    def matches(self, text: str) -> bool:
        """Tell whether the pattern matches the whole of `text`."""
        if len(text) < self._least:
            return False
        if self._literal:
            return len(text) == self._least and _at(self._first, text, 0)
        end = len(text) - len(self._last)
        if not (_at(self._first, text, 0) and _at(self._last, text, end)):
            return False
        position = len(self._first)
        for piece in self._middle:
            position = _find(piece, text, position, end)
            if position < 0:
                return False
            position += len(piece)
        return True

    def select(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield those of `texts` that the pattern matches, in their order."""
        if not self._literal and not self._middle and not self._last and "?" not in self._first:
            return (text for text in texts if text.startswith(self._first))
        return (text for text in texts if self.matches(text))


def has_wildcard(text: str) -> bool:
    """Tell whether a text holds `*` or `?`."""
    return "*" in text or "?" in text


def _at(piece: str, text: str, start: int) -> bool:
    if "?" not in piece:
        return text.startswith(piece, start)
    part = text[start : start + len(piece)]
    return len(part) == len(piece) and all(wanted in ("?", found) for wanted, found in zip(piece, part, strict=True))


def _find(piece: str, text: str, start: int, end: int) -> int:
    if "?" not in piece:
        return text.find(piece, start, end)
    for position in range(start, end - len(piece) + 1):
        if _at(piece, text, position):
            return position
    return -1

"""Texts that are put together from stretches of strings, so that every character still knows where it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from iamscope.source import Embedding, Piece
from iamscope.syntax.derived import Origin, Resolved, unknown
from iamscope.syntax.document import Place

#: Characters; a text that is put together of others must not grow without bound.
_MAX_TEXT = 200_000


class _Part(NamedTuple):
    """A stretch of a text in the making: its length, and what tells its pieces, counted from its start."""

    length: int
    pieces: Callable[[], list[Piece]]


class ComposedText:
    """A text in the making; where its parts lie is worked out only when somebody asks.

    All parts must come from strings of one document, which is that of the place given to `done`.
    """

    def __init__(self) -> None:
        self._text: list[str] = []
        self._parts: list[_Part] = []
        self._length = 0

    def _take(self, text: str, pieces: Callable[[], list[Piece]]) -> None:
        if text and self._length <= _MAX_TEXT:
            self._text.append(text)
            self._parts.append(_Part(len(text), pieces))
            self._length += len(text)

    def copy(self, text: str, origin: Origin, start: int) -> None:
        """A text that begins at character `start` of the string of that origin."""
        self._take(text, lambda: _embedding(origin).pieces(start, start + len(text)))

    def replace(self, text: str, origin: Origin, start: int, end: int) -> None:
        """A text in the stead of a stretch of the string of that origin."""
        self._take(text, lambda: [Piece(0, *_embedding(origin).span(start, end), exact=False)])

    def insert(self, text: str, origin: Origin) -> None:
        """All of a text that comes from somewhere, character by character if it stands there as it is."""

        def pieces() -> list[Piece]:
            document, steps, _ = origin.place
            if origin.embedding is None and (not origin.is_as_written or document.value_at(steps) != text):
                return [Piece(0, *document.local_span(steps), exact=False)]
            return _embedding(origin).pieces(0, len(text))

        self._take(text, pieces)

    def glue(self, text: str) -> None:
        """A text between two others, which stands between them too."""
        self._take(text, list)

    def done(self, place: Place) -> Resolved:
        """The text, as the string at a place; unknown if it has grown too long."""
        parts, length = self._parts, self._length
        if length > _MAX_TEXT:
            return unknown(place)

        @cache
        def embedding() -> Embedding:
            pieces = list(_shifted(parts)) or [Piece(0, *place.document.local_span(place.steps), exact=False)]
            return Embedding(pieces, length)

        return Resolved("".join(self._text), Origin(place, None, (), embedding))


def _embedding(origin: Origin) -> Embedding:
    if origin.embedding is not None:
        return origin.embedding()
    document, steps, _ = origin.place
    if origin.is_as_written:
        return document.embedding_of(steps)
    return Embedding.whole(*document.local_span(steps), 0)


def _shifted(parts: list[_Part]) -> Iterator[Piece]:
    inner, end = 0, 0
    for part in parts:
        for piece in part.pieces() or [Piece(0, end, end, exact=False)]:
            yield piece._replace(inner=inner + piece.inner)
            end = piece.end
        inner += part.length

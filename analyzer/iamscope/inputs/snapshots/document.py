"""The documents of snapshots: large JSON texts, and policies that AWS's API percent-encodes."""

from __future__ import annotations

import json
import re
from functools import cached_property
from urllib.parse import unquote

from iamscope.source import Embedding, Piece, Source, Span
from iamscope.syntax.document import Document, Place
from iamscope.syntax.json_value import NotJsonError, decode, decode_trusted

_BLANK = re.compile(r"[ \t\r\n]*")


class SnapshotDocument(Document):
    """A JSON file of any size: a place in it is found by passing over what stands before it, not by parsing it all."""

    def __init__(self, source: Source) -> None:
        """Raises NotJsonError, also for a text that nests too deeply."""
        try:
            value = decode_trusted(source.text)
        except RecursionError:
            raise NotJsonError("nests too deeply") from None
        super().__init__(source, value)

    @cached_property
    def _members(self) -> dict[tuple[int, ...], list[tuple[int, int, int, int]]]:
        """Of the composite values looked into: start and end of every name (of items: none) and value."""
        return {}

    def local_span(self, steps: tuple[int, ...], *, key: bool = False) -> tuple[int, int]:
        start, end = self._root
        for number, step in enumerate(steps):
            at = steps[:number]
            if at not in self._members:
                self._members[at] = _members(self.source.text, start)
            name_start, name_end, start, end = self._members[at][step]
            if key and number == len(steps) - 1:
                return name_start, name_end
        return start, end

    @cached_property
    def _root(self) -> tuple[int, int]:
        text = self.source.text
        return _blank_end(text, 0), len(text.rstrip(" \t\r\n"))

    def parts(self, steps: tuple[int, ...]) -> list[tuple[int, int]]:
        start, _ = self.local_span(steps)
        return [(min(first, third), last) for first, _, third, last in _members(self.source.text, start)]


#: Reads the value at an offset and says where it ends.
_scan = json.JSONDecoder().raw_decode


def _blank_end(text: str, at: int) -> int:
    return _BLANK.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text


def _members(text: str, start: int) -> list[tuple[int, int, int, int]]:
    """Where the members or items of the composite value at `start` stand; the text is known to be JSON."""
    is_object = text[start] == "{"
    found = []
    at = _blank_end(text, start + 1)
    while text[at] not in "]}":
        name_start = name_end = at
        if is_object:
            _, name_end = _scan(text, at)
            at = _blank_end(text, _blank_end(text, name_end) + 1)
        _, end = _scan(text, at)
        found.append((name_start, name_end, at, end))
        at = _blank_end(text, end)
        if text[at] == ",":
            at = _blank_end(text, at + 1)
    return found


#: One character as it is percent-encoded: ASCII, two to four bytes of UTF-8, or bytes that are none.
_ENCODED = re.compile(
    r"%[0-7][\da-f]"
    r"|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}"
    r"|(?:%[89a-f][\da-f])+",
    re.IGNORECASE,
)


class PercentEncodedDocument(Document):
    """A JSON document that is percent-encoded in a string of another one, as IAM's API returns policies.

    `times` says how often: places in a document that is encoded more than once are those of the whole string.
    """

    is_editable = False

    def __init__(self, encoded: str, outer: Place, times: int = 1) -> None:
        """Raises NotJsonError."""
        text = encoded
        for _ in range(times):
            text = unquote(text)
        super().__init__(Source(outer.document.source.path, text), decode(text), outer)
        self._encoded = encoded
        self._times = times

    def in_file(self, start: int, end: int) -> Span:
        return super().in_file(*self._decoding.span(start, end))

    @cached_property
    def _decoding(self) -> Embedding:
        """How the decoded text lies in the encoded one."""
        if self._times > 1:
            return Embedding.whole(0, len(self._encoded), len(self.source.text))
        pieces, inner, at = [Piece(0, 0, len(self._encoded))], 0, 0
        for found in _ENCODED.finditer(self._encoded):
            inner += found.start() - at
            at = found.end()
            pieces.append(Piece(inner, found.start(), at, exact=False))
            inner += len(unquote(found[0]))
            pieces.append(Piece(inner, at, len(self._encoded)))
        return Embedding(pieces, inner + len(self._encoded) - at)

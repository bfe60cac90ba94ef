"""A JSON document and the places of its values, which are looked up only when something is reported there."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from iamscope.findings import PathItem
from iamscope.source import Embedding, Piece, Source, Span
from iamscope.syntax.json_value import Json, Object, decode, is_unknown

if TYPE_CHECKING:
    from iamscope.syntax.edits import Writer
    from iamscope.syntax.spans import SpanTree


class NotEditableError(Exception):
    """What was read is not written in the file as it was read, so that nobody can say what a change of it does."""


class Document:
    """A JSON value with the text that it stands in, which may itself be a string of another document.

    `locate` is the one way to a place, so that other formats can answer it from their own trees: they override
    `local_span`, `parts` and `embedding`. `is_json` says that the text is JSON from end to end, `is_editable` that
    it was written by people and may be changed; what is worked out answers `written` and `written_members` by the
    places that it was worked out from.
    """

    is_json = True
    is_editable = True

    def __init__(self, source: Source, value: Json, outer: Place | None = None) -> None:
        """`outer` is the string that all of the text of `source` was written in, if it is no file of its own."""
        self.source = source
        self.value = value
        self.outer = outer

    @classmethod
    def from_text(cls, source: Source) -> Document:
        """The document of a JSON text; raises NotJsonError."""
        return cls(source, decode(source.text))

    @property
    def root(self) -> Place:
        return Place(self, ())

    @cached_property
    def _spans(self) -> SpanTree:
        from iamscope.syntax.spans import parse

        return parse(self.source.text)

    def locate(self, steps: tuple[int, ...], *, key: bool = False) -> Span:
        """The span of the value reached by member or item numbers from the root, or of that member's name.

        The span is one of the outermost file, wherever the document is embedded.
        """
        return self.in_file(*self.local_span(steps, key=key))

    def in_file(self, start: int, end: int) -> Span:
        """The stretch of the outermost file that stretch of the document's own text stands in."""
        if self.outer is None:
            return Span(self.source, start, end)
        return self.outer.document.in_string(self.outer.steps, start, end)

    @cached_property
    def _embeddings(self) -> dict[tuple[int, ...], Embedding]:
        return {}

    def in_string(self, steps: tuple[int, ...], start: int, end: int) -> Span:
        """The stretch of the outermost file that a stretch of the decoded string at `steps` stands in."""
        return self.in_file(*self.embedding_of(steps).span(start, end))

    def embedding_of(self, steps: tuple[int, ...]) -> Embedding:
        """The embedding of the string at `steps`, worked out once."""
        embedding = self._embeddings.get(steps)
        if embedding is None:
            embedding = self._embeddings[steps] = self.embedding(steps)
        return embedding

    def as_written(self, text: str) -> str:
        """How a piece of the document's text is written in the outermost file."""
        return text if self.outer is None else self.outer.document.as_written_in(self.outer.steps, text)

    def as_written_in(self, steps: tuple[int, ...], text: str) -> str:
        """How a piece of the string at `steps` is written in the outermost file; raises NotEditableError."""
        return self.as_written(self.quoted(text, steps))

    def quoted(self, text: str, steps: tuple[int, ...]) -> str:
        """How a piece of the string at `steps` is written in the document's own text."""
        import json

        return json.dumps(text, ensure_ascii=False)[1:-1]

    def embedding(self, steps: tuple[int, ...]) -> Embedding:
        """How the decoded characters of the string at `steps` lie in the document's own text."""
        start, end = self.local_span(steps)
        return _string_embedding(self.source.text, start, end)

    def parts(self, steps: tuple[int, ...]) -> list[tuple[int, int]]:
        """The offsets, in the document's own text, of an array's items or an object's whole members."""
        known = self._parts.get(steps)  # each of many findings in one list asks for them
        if known is None:
            node = self._node(steps)
            children = node.children  # type: ignore[union-attr]  # asked only of composite values
            starts = node.keys or children  # type: ignore[union-attr]
            known = [(first.start_pos or 0, last.end_pos or 0) for first, last in zip(starts, children, strict=True)]
            self._parts[steps] = known
        return known

    @cached_property
    def _parts(self) -> dict[tuple[int, ...], list[tuple[int, int]]]:
        return {}

    def _node(self, steps: tuple[int, ...]) -> SpanTree:
        node = self._spans
        for step in steps:
            node = node.children[step]  # type: ignore[union-attr]  # a tree of the same text has the same members
        return node

    def local_span(self, steps: tuple[int, ...], *, key: bool = False) -> tuple[int, int]:
        """The offsets of a value (or name) in the document's own text, quotes and brackets included."""
        node = self._node(steps[:-1] if key else steps)
        if key:
            node = node.keys[steps[-1]]  # type: ignore[union-attr]  # only members have names
        return node.start_pos or 0, node.end_pos or 0

    def pointer(self, steps: tuple[int, ...]) -> str:
        """The JSON pointer (RFC 6901) of a value in its file, through the strings that documents are embedded in."""
        around = self.outer.pointer if self.outer else ""
        return around + pointer(Place(self, steps).path(self.root))

    def written_at(self, steps: tuple[int, ...]) -> Place:
        """The place where a value is written: another document's if the value was taken over from there as it is."""
        return Place(self, steps)

    @property
    def writer(self) -> Writer:
        """Writes edits of the document's text in its syntax; raises NotEditableError where nobody can."""
        from iamscope.syntax.json_writer import JsonWriter

        if not self.is_json:
            raise NotEditableError
        return JsonWriter(self)

    def check_editable(self, steps: tuple[int, ...]) -> None:
        """Raises NotEditableError if the value at `steps` must be left alone, whatever is in it.

        What is an argument of an intrinsic function is: what the function makes of it is another thing.
        """
        if not self.is_editable:
            raise NotEditableError
        value = self.value
        for step in steps:
            if is_unknown(value):
                raise NotEditableError
            value = value[step][1] if isinstance(value, Object) else value[step]  # type: ignore[index]

    def check_holds(self, place: Place, content: Json) -> None:
        """Raises NotEditableError unless a value or name stands in the document's text just as it is given."""
        _, steps, is_key = place
        self.check_editable(steps[:-1] if is_key else steps)
        if (self.name_at(steps) if is_key else self.value_at(steps)) != content:
            raise NotEditableError

    def written(self, place: Place) -> Place:
        """The place where what was read at a place is written just so; raises NotEditableError where there is none."""
        self.check_editable(place.steps[:-1] if place.is_key else place.steps)
        return place

    def written_members(self, steps: tuple[int, ...]) -> Place:
        """The place where an object is written with the names that were read; raises NotEditableError."""
        self.check_editable(steps)
        return Place(self, steps)

    def written_items(self, steps: tuple[int, ...], parts: Collection[int]) -> Place:
        """The place where a list is written with as many items as were read, and each of `parts` just so; raises
        NotEditableError.
        """
        self.check_editable(steps)
        return Place(self, steps)

    def items_at(self, steps: tuple[int, ...]) -> list[tuple[int, ...]] | None:
        """The steps to the items of the list that is written at `steps`; None where there is none."""
        value = self.value_at(steps)
        return [(*steps, step) for step in range(len(value))] if isinstance(value, list) else None

    def check_between(self, root: Place, place: Place) -> None:
        """Raises NotEditableError if a value at a place of this document may come into that at `root` changed."""

    def names_at(self, steps: tuple[int, ...]) -> list[str] | None:
        """The names of the object that is written at `steps`; None where there is none."""
        value = self.value_at(steps)
        return [name for name, _ in value] if isinstance(value, Object) else None

    def check_stretch(self, start: int, end: int) -> None:
        """Raises NotEditableError unless a stretch of the document's text stands in the file character by character."""
        if self.outer is not None:
            self.outer.document.check_in_string(self.outer.steps, start, end)
        elif not self.is_editable:
            raise NotEditableError

    def check_in_string(self, steps: tuple[int, ...], start: int, end: int) -> None:
        """The same of a stretch of the decoded string at `steps`."""
        self.check_in_text(steps, self.embedding_of(steps), start, end)

    def check_in_text(self, steps: tuple[int, ...], embedding: Embedding, start: int, end: int) -> None:
        """The same of a stretch of a text that was made of the string at `steps`."""
        self.check_editable(steps)
        if not embedding.is_sharp(start, end):
            raise NotEditableError
        self.check_stretch(*embedding.span(start, end))

    def name_at(self, steps: tuple[int, ...]) -> str:
        """The name of the member at `steps`."""
        around = self.value_at(steps[:-1])
        if not isinstance(around, Object):
            raise NotEditableError
        return around[steps[-1]][0]

    def value_at(self, steps: tuple[int, ...]) -> Json:
        value = self.value
        for step in steps:
            value = value[step][1] if isinstance(value, Object) else value[step]  # type: ignore[index]
        return value


class EmbeddedDocument(Document):
    """A JSON document written in a string of another one; its places are places of the outermost file."""

    def __init__(self, text: str, outer: Place) -> None:
        """Raises NotJsonError."""
        super().__init__(Source(outer.document.source.path, text), decode(text), outer)


_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")


def _string_embedding(text: str, start: int, end: int) -> Embedding:
    """How the decoded characters of a JSON string lie in it; `start` and `end` include the quotes."""
    inner, outer = 0, start + 1
    pieces = [Piece(inner, outer, end - 1)]
    for escape in _ESCAPE.finditer(text, start + 1, end - 1):
        inner += escape.start() - outer
        outer = escape.end()
        pieces += [Piece(inner, escape.start(), outer, exact=False), Piece(inner + 1, outer, end - 1)]
        inner += 1
    return Embedding(pieces, inner + end - 1 - outer)


class Place(NamedTuple):
    """A value of a document, or the name of a member: which one, not yet where."""

    document: Document
    steps: tuple[int, ...]
    is_key: bool = False

    def child(self, step: int) -> Place:
        """The place of the member or item number `step`."""
        return Place(self.document, (*self.steps, step))

    @property
    def key(self) -> Place:
        """The place of the name of this member."""
        return Place(self.document, self.steps, True)

    @property
    def value(self) -> Json:
        """The JSON value at this place."""
        return self.document.value_at(self.steps)

    @property
    def span(self) -> Span:
        return self.document.locate(self.steps, key=self.is_key)

    def path(self, root: Place) -> tuple[PathItem, ...]:
        """The way from `root`, a place above this one, in Access Analyzer's terms."""
        items = []
        value = root.document.value_at(root.steps)
        for number in range(len(root.steps), len(self.steps)):
            step = self.steps[number]
            if isinstance(value, Object):
                name, value = value[step]
                last = number == len(self.steps) - 1
                items.append(PathItem("key" if last and self.is_key else "value", name))
            else:
                value = value[step]  # type: ignore[index]
                items.append(PathItem("index", step))
        return tuple(items)

    @property
    def pointer(self) -> str:
        """The JSON pointer (RFC 6901) of the value in its file, through the strings that documents are embedded in."""
        return self.document.pointer(self.steps)


def pointer(path: tuple[PathItem, ...]) -> str:
    """A path as a JSON pointer."""
    return "".join("/" + str(item.step).replace("~", "~0").replace("/", "~1") for item in path)

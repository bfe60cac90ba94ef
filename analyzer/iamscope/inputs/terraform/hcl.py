"""Parses HCL with tree-sitter into nodes that know their place in characters."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser, Point, Tree

from iamscope.errors import InputError
from iamscope.source import Embedding, Source, Span
from iamscope.syntax.document import Document, NotEditableError, Place
from iamscope.syntax.json_value import Json

if TYPE_CHECKING:
    from iamscope.inputs.terraform.hcl_writer import HclWriter

#: Seconds after which a text is given up: its errors cost the parser a time that grows with their square.
PATIENCE = 5.0
_CHUNK = 65_536
#: What stands for something that is written elsewhere in a module.
_ELSEWHERE = ("local.", "data.aws_iam_policy_document.", "data.template_file.")
_HEREDOC = "IAMSCOPE_TEMPLATE"
_INTERPOLATION = re.compile(r"(?:(?<!\$)(?:\$\$)?\$|(?<!%)(?:%%)?%)\{")
_EXPONENT = re.compile(rb"(?<![\w\".-])[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]+(?![\w\".-])")


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_hcl.language()))


class HclDocument(Document):
    """The text of an HCL file; the steps of a place in it are the offsets of a stretch of characters."""

    is_json = False
    #: The parsed text; None for one that nobody has parsed.
    hcl: Hcl | None = None

    def __init__(
        self, source: Source, outer: Place | None = None, pointers: dict[tuple[int, ...], str] | None = None
    ) -> None:
        super().__init__(source, None, outer)
        #: Pointers to the values that stand at some places; offsets are no way to a value.
        self.pointers = {} if pointers is None else pointers

    def locate(self, steps: tuple[int, ...], *, key: bool = False) -> Span:
        """All of a text in a string is the string, quotes included."""
        if self.outer is not None and steps == (0, len(self.source.text)):
            return self.outer.span
        return super().locate(steps, key=key)

    def local_span(self, steps: tuple[int, ...], *, key: bool = False) -> tuple[int, int]:
        start, end = steps
        return start, end

    def pointer(self, steps: tuple[int, ...]) -> str:
        return self.pointers.get(steps, "")

    @property
    def writer(self) -> HclWriter:
        """Knows what is written where, and writes edits; raises NotEditableError for a text that nobody has parsed."""
        if self.hcl is None:
            raise NotEditableError
        return self.hcl.writer

    def check_editable(self, steps: tuple[int, ...]) -> None:
        if self.hcl is None:
            raise NotEditableError

    def check_holds(self, place: Place, content: Json) -> None:
        if not self.writer.holds(place.steps, content):
            raise NotEditableError

    def check_between(self, root: Place, place: Place) -> None:
        """Nothing but lists, objects and blocks may stand between: no function, `for` or `dynamic`."""
        document = root.document
        if not isinstance(document, HclDocument) or document.source.text != self.source.text:
            raise NotEditableError
        self.writer.check_between(root.steps, place.steps)

    def names_at(self, steps: tuple[int, ...]) -> list[str] | None:
        return self.writer.names(steps)

    def items_at(self, steps: tuple[int, ...]) -> list[tuple[int, ...]] | None:
        return self.writer.items(steps)

    def check_stretch(self, start: int, end: int) -> None:
        if _INTERPOLATION.search(self.source.text, start, end):
            raise NotEditableError
        super().check_stretch(start, end)

    def check_in_text(self, steps: tuple[int, ...], embedding: Embedding, start: int, end: int) -> None:
        """What stands in a directive may be repeated, or left out."""
        if "%{" in self.source.text[slice(*steps)].replace("%%{", ""):
            raise NotEditableError
        super().check_in_text(steps, embedding, start, end)

    def quoted(self, text: str, steps: tuple[int, ...]) -> str:
        from iamscope.inputs.terraform.hcl_writer import in_heredoc, in_quotes

        return in_quotes(text) if self.source.text[steps[0]] == '"' else in_heredoc(text)


class Hcl:
    """A parsed text: the places of its nodes, and the text of them."""

    def __init__(
        self,
        source: Source,
        outer: Place | None = None,
        *,
        is_template: bool = False,
        part: tuple[int, int] | None = None,
        seconds: float = PATIENCE,
    ) -> None:
        """`outer` is the string that the text was written in, if it is no file of its own; a template is parsed as
        the body of a heredoc; `part` is the stretch that is parsed, if not all is.

        Raises InputError for a text that cannot be parsed in so many seconds.
        """
        self.document = HclDocument(source, outer)
        #: The same text for what refers to values that are written elsewhere: its scope is narrower.
        self.depending = HclDocument(Source(source.path, source.text, source.scope), outer, self.document.pointers)
        self.document.hcl = self.depending.hcl = self
        start, end = part or (0, len(source.text))
        opening, closing = (f"x = <<{_HEREDOC}\n", f"\n{_HEREDOC}\n") if is_template else ("", "\n")
        self._shift = len(opening) - start
        data = f"{opening}{source.text[start:end]}{closing}".encode("utf-8", "surrogatepass")
        # the grammar does not know `1e5`, and takes the rest for a block or a mistake
        data = _EXPONENT.sub(lambda number: b"0" * len(number[0]), data)
        # where the bytes of each character that is no ASCII end, and by how many bytes they are ahead by then
        self._ends, self._surplus = _multibyte(data)
        self._tree = _parse(data, source, seconds)

    @property
    def root(self) -> Node:
        return self._tree.root_node

    def offset(self, byte: int) -> int:
        """The offset in characters of a byte of the parsed text."""
        if self._ends:
            number = bisect_right(self._ends, byte)
            byte -= self._surplus[number - 1] if number else 0
        return byte - self._shift

    def node(self, start: int, end: int) -> Node | None:
        """The smallest node that a stretch of characters lies in."""
        return self.root.descendant_for_byte_range(self._byte(start), self._byte(end))

    @cached_property
    def writer(self) -> HclWriter:
        """Writes edits of the text, and remembers what it has looked at."""
        from iamscope.inputs.terraform.hcl_writer import HclWriter

        return HclWriter(self)

    def _byte(self, offset: int) -> int:
        """The byte of the parsed text that a character begins at: the inverse of `offset`."""
        offset += self._shift
        number = bisect_right(self._ends_in_characters, offset)
        return offset + (self._surplus[number - 1] if number else 0)

    @cached_property
    def _ends_in_characters(self) -> list[int]:
        return [end - surplus for end, surplus in zip(self._ends, self._surplus, strict=True)]

    def span(self, node: Node) -> tuple[int, int]:
        length = len(self.document.source.text)  # what is put behind the text is no part of it
        return min(self.offset(node.start_byte), length), min(self.offset(node.end_byte), length)

    def text(self, node: Node) -> str:
        start, end = self.span(node)
        return self.document.source.text[start:end] if start >= 0 else ""  # what is put around a template has none

    def place(self, node: Node) -> Place:
        start, end = self.span(node)
        text = self.document.source.text
        depends = any(text.find(word, max(start, 0), end) >= 0 for word in _ELSEWHERE)
        return Place(self.depending if depends else self.document, (start, end))

    def first_error(self) -> Span | None:
        """Where the text stops being HCL, as far as it can be told."""
        if not self.root.has_error:
            return None
        node = self.root
        while not (node.is_error or node.is_missing):
            below = next((child for child in node.children if child.has_error), None)
            if below is None:
                break
            node = below
        start, end = self.span(node)
        text = self.document.source.text
        line_end = text.find("\n", start)
        end = min(end, line_end if line_end > start else len(text))
        return Span(self.document.source, start, max(start, end))


def _multibyte(data: bytes) -> tuple[list[int], list[int]]:
    if data.isascii():
        return [], []
    ends, surplus, total, at = [], [], 0, 0
    size = len(data)
    while at < size:
        first = data[at]
        if first < 0x80:
            at += 1
            continue
        length = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
        at += length
        total += length - 1
        ends.append(at)
        surplus.append(total)
    return ends, surplus


def _parse(data: bytes, source: Source, seconds: float) -> Tree:
    until = time.monotonic() + seconds

    def read(offset: int, _: Point) -> bytes:
        return data[offset : offset + _CHUNK]

    parser = _parser()
    parser.reset()  # one that was stopped would go on with the text before
    try:
        return parser.parse(read, progress_callback=lambda *_: time.monotonic() > until)
    except ValueError as error:
        place = Span(source, 0, 0)
        raise InputError("cannot be parsed in reasonable time", "leave it out with `exclude`", place) from error


def named(node: Node) -> Iterator[Node]:
    """The children of a node that say something: no brackets, commas or comments."""
    for child in node.children:
        if child.is_named and child.type != "comment":
            yield child


def child_of_type(node: Node, *types: str) -> Node | None:
    return next((child for child in node.children if child.type in types), None)

"""Reads HCL templates, quoted and in heredocs, as texts with holes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from tree_sitter import Node

from iamscope.inputs.terraform.hcl import Hcl, child_of_type, named
from iamscope.inputs.terraform.values import TextBuilder, Value, unknown
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE

_INTERPOLATIONS = ("template_interpolation", "template_directive", "ERROR")
_MARKS = ("template_if_intro", "template_else_intro", "template_if_end", "template_for_start", "template_for_end")
_QUOTED_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{", re.DOTALL)
_HEREDOC_ESCAPE = re.compile(r"\$\$\{|%%\{")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_INDENT = re.compile(r"[ \t]*")


Names = Mapping[str, Value]


class Interpreter(Protocol):
    """Works out what stands in a template; `names` are what it binds."""

    def value(self, node: Node, names: Names) -> Value:
        """The value of an expression."""

    def truth(self, node: Node, names: Names) -> bool | None:
        """The truth of a condition; None where it is not known."""

    def assumed(self, node: Node) -> bool:
        """What to assume of a condition that is not known."""

    def rounds(self, node: Node, names: Names) -> list[tuple[Value, Value]] | None:
        """Keys and values of what a `for` goes over; None where that is not known."""


class _Part(NamedTuple):
    """A stretch of a template: literal, or what `node` stands for."""

    start: int
    end: int
    node: Node | None


def quoted(hcl: Hcl, node: Node, interpreter: Interpreter) -> Value:
    """The value of a quoted template or string; one that is all interpolation is the value of that."""
    opening, closing = child_of_type(node, "quoted_template_start"), child_of_type(node, "quoted_template_end")
    if opening is None or closing is None:
        return unknown(hcl.place(node))
    start, end = hcl.offset(opening.end_byte), hcl.offset(closing.start_byte)
    return _value(hcl, hcl.place(node), list(_parts(hcl, node.children, start, end)), interpreter, _QUOTED_ESCAPE)


def heredoc(hcl: Hcl, node: Node, interpreter: Interpreter) -> Value:
    """The text of a heredoc; the indentation of `<<-` is no part of it."""
    names = [child for child in node.children if child.type == "heredoc_identifier"]
    opening = child_of_type(node, "heredoc_start")
    if len(names) != 2 or opening is None:
        return unknown(hcl.place(node))
    text = hcl.document.source.text
    start = text.find("\n", hcl.offset(names[0].end_byte)) + 1
    end = max(start, text.rfind("\n", 0, hcl.offset(names[1].start_byte)) + 1)
    parts = list(_parts(hcl, node.children, start, end))
    if hcl.text(opening) == "<<-":
        parts = list(_outdented(text, parts))
    return _value(hcl, hcl.place(node), parts, interpreter, _HEREDOC_ESCAPE)


def whole(hcl: Hcl, interpreter: Interpreter) -> Value:
    """The value of a text that is a template from end to end."""
    length = len(hcl.document.source.text)
    place = Place(hcl.document, (0, length))
    node = hcl.root
    while node.type != "heredoc_template":
        below = next(named(node), None) if node.type != "attribute" else child_of_type(node, "expression")
        if below is None:
            return unknown(place)
        node = below
    return _value(hcl, place, list(_parts(hcl, node.children, 0, length)), interpreter, _HEREDOC_ESCAPE)


def _parts(hcl: Hcl, children: list[Node], start: int, end: int) -> Iterator[_Part]:
    # the parser leaves white space out of its literals, so what stands between the others counts
    at = start
    for child in children:
        if child.type in _INTERPOLATIONS:
            from_, to = hcl.span(child)
            if from_ > at:
                yield _Part(at, from_, None)
            yield _Part(from_, to, child)
            at = to
    if at < end:
        yield _Part(at, end, None)


def _outdented(text: str, parts: list[_Part]) -> Iterator[_Part]:
    """The parts without the indentation that all lines of a heredoc share."""
    starts: list[int] = []
    indents: list[int] = []
    for number, (start, end, node) in enumerate(parts):
        if node is not None:
            continue
        at = start if number == 0 else text.find("\n", start, end) + 1
        while start <= at < end and (at > 0 or number == 0):
            stop = text.find("\n", at, end)
            indent = _INDENT.match(text, at, end if stop < 0 else stop)
            width = len(indent[0]) if indent else 0
            if text[at + width : end if stop < 0 else stop].strip("\r"):  # a blank line says nothing
                indents.append(width)
            starts.append(at)
            if stop < 0:
                break
            at = stop + 1
    cut = min(indents, default=0)
    pending = iter(starts)
    line = next(pending, None)
    for start, end, node in parts:
        at = start
        while node is None and line is not None and line < end:
            if line > at:
                yield _Part(at, line, None)
            at = line + len(_INDENT.match(text, line, min(line + cut, end))[0])  # type: ignore[index]  # matches ""
            line = next(pending, None)
        if at < end:
            yield _Part(at, end, node)


def _value(hcl: Hcl, place: Place, parts: list[_Part], interpreter: Interpreter, escape: re.Pattern[str]) -> Value:
    if len(parts) == 1 and parts[0].node is not None and parts[0].node.type == "template_interpolation":
        expression = child_of_type(parts[0].node, "expression")
        return unknown(place) if expression is None or parts[0].node.has_error else interpreter.value(expression, {})
    writer = _Writer(hcl, interpreter, escape)
    writer.write(parts, {})
    return writer.builder.done(place)


class _Writer:
    """Writes the text of a template's parts."""

    def __init__(self, hcl: Hcl, interpreter: Interpreter, escape: re.Pattern[str]) -> None:
        self.builder = TextBuilder()
        self._hcl = hcl
        self._text = hcl.document.source.text
        self._interpreter = interpreter
        self._escape = escape

    def write(self, parts: list[_Part], names: Names) -> None:
        """Writes parts one after another; `names` are bound in them."""
        for part in parts:
            start, end, node = part
            if self.builder.is_full:
                return
            if node is None:
                _literal(self.builder, self._text, *_trimmed(self._text, part), self._escape)
            elif node.type != "template_directive" or node.has_error or not self._directive(node, names):
                text = self._interpolated(node, names)
                self.builder.add(HOLE if text is None else text, start, end, exact=False)

    def _interpolated(self, node: Node, names: Names) -> str | None:
        expression = child_of_type(node, "expression") if node.type == "template_interpolation" else None
        return None if expression is None or node.has_error else self._interpreter.value(expression, names).text

    def _directive(self, node: Node, names: Names) -> bool:
        """Writes what an `if` or `for` comes to; gives False for one that is not understood."""
        inner = next(named(node), node)
        marks = [child for child in inner.children if child.type in _MARKS]
        expression = child_of_type(marks[0], "expression") if len(marks) > 1 else None
        if expression is None:
            return False
        if inner.type == "template_if":
            known = self._interpreter.truth(expression, names)
            truth = self._interpreter.assumed(expression) if known is None else known
            chosen = marks[:2] if truth else marks[1:] if len(marks) == 3 else []
            if chosen:
                self.write(self._between(inner, chosen), names)
            return bool(chosen) or known is not None
        rounds = self._interpreter.rounds(expression, names)
        if rounds is None:  # it goes over some thing that is not known, or over none
            nothing = unknown(self._hcl.place(expression))
            rounds = [(nothing, nothing)] if self._interpreter.assumed(expression) else []
            if not rounds:
                return False
        bound = [self._hcl.text(child) for child in named(marks[0]) if child.type == "identifier"]
        for key, value in rounds:
            self.write(self._between(inner, marks), {**names, **dict(zip(bound[::-1], (value, key), strict=False))})
        return True

    def _between(self, node: Node, marks: list[Node]) -> list[_Part]:
        start, end = marks[0].end_byte, marks[1].start_byte
        inside = [child for child in node.children if start <= child.start_byte and child.end_byte <= end]
        return list(_parts(self._hcl, inside, self._hcl.offset(start), self._hcl.offset(end)))


def _trimmed(text: str, part: _Part) -> tuple[int, int]:
    """A literal part without the white space that its neighbours' `~` take."""
    start, end, _ = part
    if text.endswith("~}", 0, start):
        start = end - len(text[start:end].lstrip())
    if text.startswith(("${~", "%{~"), end):
        end = start + len(text[start:end].rstrip())
    return start, end


def _literal(builder: TextBuilder, text: str, start: int, end: int, escape: re.Pattern[str]) -> None:
    at = start
    for found in escape.finditer(text, start, end):
        builder.add(text[at : found.start()], at, found.start())
        at = found.end()
        if found[0][0] == "\\":
            decoded = _decoded(found[0][1:])
            builder.add(decoded, found.start(), at, exact=False)
        else:  # `$${` is a `${`, whose first character stands for both
            builder.add(found[0][0], found.start(), at - 1, exact=False)
            builder.add(text[at - 1], at - 1, at)
    builder.add(text[at:end], at, end)


def _decoded(written: str) -> str:
    if len(written) > 1:
        code = int(written[1:], 16)
        return chr(code) if code <= 0x10FFFF else ""
    return _ESCAPES.get(written, written)

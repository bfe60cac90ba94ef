"""Reads HCL templates, quoted and in heredocs, as texts with holes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tree_sitter import Node

from iamscope.inputs.terraform.hcl import Hcl, child_of_type, named
from iamscope.inputs.terraform.values import TextBuilder, Value, unknown
from iamscope.syntax.json_value import HOLE

_INTERPOLATIONS = ("template_interpolation", "template_directive", "ERROR")
_QUOTED_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{", re.DOTALL)
_HEREDOC_ESCAPE = re.compile(r"\$\$\{|%%\{")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_INDENT = re.compile(r"[ \t]*")


class _Part(NamedTuple):
    """A stretch of a template: literal, or what `node` stands for."""

    start: int
    end: int
    node: Node | None


def quoted(hcl: Hcl, node: Node, evaluate: Callable[[Node], Value]) -> Value:
    """The value of a quoted template or string; one that is all interpolation is the value of that."""
    opening, closing = child_of_type(node, "quoted_template_start"), child_of_type(node, "quoted_template_end")
    if opening is None or closing is None:
        return unknown(hcl.place(node))
    start, end = hcl.offset(opening.end_byte), hcl.offset(closing.start_byte)
    return _value(hcl, node, list(_parts(hcl, node, start, end)), evaluate, _QUOTED_ESCAPE)


def heredoc(hcl: Hcl, node: Node, evaluate: Callable[[Node], Value]) -> Value:
    """The text of a heredoc; the indentation of `<<-` is no part of it."""
    names = [child for child in node.children if child.type == "heredoc_identifier"]
    opening = child_of_type(node, "heredoc_start")
    if len(names) != 2 or opening is None:
        return unknown(hcl.place(node))
    text = hcl.document.source.text
    start = text.find("\n", hcl.offset(names[0].end_byte)) + 1
    end = max(start, text.rfind("\n", 0, hcl.offset(names[1].start_byte)) + 1)
    parts = list(_parts(hcl, node, start, end))
    if hcl.text(opening) == "<<-":
        parts = list(_outdented(text, parts))
    return _value(hcl, node, parts, evaluate, _HEREDOC_ESCAPE)


def whole(hcl: Hcl, evaluate: Callable[[Node], Value]) -> Value:
    """The value of a text that is a template from end to end."""
    node = hcl.root
    while node.type != "heredoc_template":
        below = next(named(node), None) if node.type != "attribute" else child_of_type(node, "expression")
        if below is None:
            length = len(hcl.document.source.text)
            return unknown(hcl.document.root._replace(steps=(0, length)))
        node = below
    parts = list(_parts(hcl, node, 0, len(hcl.document.source.text)))
    return _value(hcl, node, parts, evaluate, _HEREDOC_ESCAPE)


def _parts(hcl: Hcl, node: Node, start: int, end: int) -> Iterator[_Part]:
    # the parser leaves white space out of its literals, so what stands between the others counts
    at = start
    for child in node.children:
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
            if at + width != stop:  # a blank line says nothing
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


def _value(
    hcl: Hcl, node: Node, parts: list[_Part], evaluate: Callable[[Node], Value], escape: re.Pattern[str]
) -> Value:
    place = hcl.place(node)
    if len(parts) == 1 and parts[0].node is not None and parts[0].node.type == "template_interpolation":
        return _interpolated(parts[0].node, evaluate) or unknown(place)
    text = hcl.document.source.text
    builder = TextBuilder()
    for number, (start, end, inner) in enumerate(parts):
        if inner is None:
            _literal(builder, text, *_trimmed(text, parts, number), escape)
            continue
        value = _interpolated(inner, evaluate) if inner.type == "template_interpolation" else None
        known = value.text if value is not None else None
        builder.add(HOLE if known is None else known, start, end, exact=False)
    return builder.done(place)


def _interpolated(node: Node, evaluate: Callable[[Node], Value]) -> Value | None:
    expression = child_of_type(node, "expression")
    return None if expression is None or node.has_error else evaluate(expression)


def _trimmed(text: str, parts: list[_Part], number: int) -> tuple[int, int]:
    """A literal part without the white space that its neighbours' `~` take."""
    start, end, _ = parts[number]
    before = parts[number - 1].node if number else None
    after = parts[number + 1].node if number + 1 < len(parts) else None
    if before is not None and text[: parts[number - 1].end].endswith("~}"):
        start = end - len(text[start:end].lstrip())
    if after is not None and text[parts[number + 1].start + 2 : parts[number + 1].start + 3] == "~":
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

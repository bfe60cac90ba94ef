"""Suppressions in the comments of HCL: behind `#` and `//`, and between `/*` and `*/`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from iamscope.accepted.suppressions import Suppression
from iamscope.errors import InputError
from iamscope.inputs.comments import Comment, Element, suppressions_in
from iamscope.inputs.terraform.hcl import Hcl
from iamscope.source import Source

_MARKS = re.compile(r"(?:#+|//+|/\*+)(?P<text>.*?)(?:\*+/)?", re.DOTALL)
_ELEMENTS = frozenset({"attribute", "block", "object_elem"})


def suppressions(source: Source) -> Iterator[Suppression]:
    """The suppressions in the comments of a text; `*.tf.json` has none."""
    if source.path.endswith(".json"):
        return iter(())
    return suppressions_in(source, _comments, _elements)


def _comments(source: Source) -> Iterator[Comment]:
    for hcl, node, _ in _nodes(source):
        if node.type == "comment":
            start, end = hcl.span(node)
            written = source.text[start:end].rstrip()
            found = _MARKS.fullmatch(written)
            yield Comment(start, start + len(written), found["text"] if found else written)


def _elements(source: Source) -> Iterator[Element]:
    for hcl, node, around in _nodes(source):
        if node.type in _ELEMENTS or (node.type == "expression" and around == "tuple"):
            yield Element(*hcl.span(node))


def _nodes(source: Source) -> Iterator[tuple[Hcl, Node, str]]:
    """All nodes of a text, each with the type of the one around it; none where it cannot be parsed, which its reader
    has said already.
    """
    try:
        hcl = Hcl(source)
    except InputError:
        return
    pending = [(hcl.root, "")]
    while pending:
        node, around = pending.pop()
        yield hcl, node, around
        pending += [(child, node.type) for child in node.children]

"""Suppressions in the comments of YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from iamscope.errors import InputError
from iamscope.inputs.comments import Comment, Element, suppressions_in
from iamscope.inputs.yaml_tree import YamlNode, parse
from iamscope.source import Source
from iamscope.suppressions import Suppression

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMENT = re.compile(r"#[^\r\n]*")
_BEHIND_BLOCK_MARK = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")


def suppressions(source: Source) -> Iterator[Suppression]:
    """The suppressions in the comments of a text."""
    return suppressions_in(source, _comments, _elements)


def _comments(source: Source) -> Iterator[Comment]:
    """What stands between the tokens, and behind the mark of a block scalar, which is one token with its text."""
    text, end = source.text, 0
    try:
        for token in yaml.scan(text, Loader=_LOADER):
            start = token.start_mark.index
            for found in _COMMENT.finditer(text, end, max(start, end)):
                yield _comment(*found.span(), found[0])
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                behind = _BEHIND_BLOCK_MARK.match(text, start)
                if behind:
                    yield _comment(*behind.span(1), behind[1])
            end = max(end, token.end_mark.index)
    except yaml.YAMLError:  # the reader has said so already
        return


def _comment(start: int, end: int, text: str) -> Comment:
    return Comment(start, end, text.lstrip("#"))


def _elements(source: Source) -> Iterator[Element]:
    seen: set[YamlNode] = set()  # an alias stands for a node that was met where it is written
    try:
        pending = list(parse(source))
    except InputError:
        return
    while pending:
        node = pending.pop()
        if node in seen:
            continue
        seen.add(node)
        starts = node.keys or node.children
        for first, last in zip(starts, node.children, strict=True):
            yield Element(first.start, last.end if last.start >= first.start else first.end)
        pending += node.keys
        pending += node.children

"""Suppressions in the comments of YAML."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import yaml

from iamscope.accepted.suppressions import Suppression
from iamscope.errors import InputError
from iamscope.inputs.comments import Comment, Element, suppressions_in
from iamscope.inputs.yaml_tree import YamlNode, parse
from iamscope.source import Source

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMENT = re.compile(r"#[^\r\n]*")
_BEHIND_BLOCK_MARK = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")


def suppressions(source: Source) -> Iterator[Suppression]:
    """The suppressions in the comments of a text."""
    return suppressions_in(source, _comments, _elements)


def _tokens(source: Source) -> Iterator[Any]:
    """The tokens of a text, as far as it is YAML; its reader has said where it is not."""
    try:
        yield from yaml.scan(source.text, Loader=_LOADER)
    except yaml.YAMLError:
        return


def _comments(source: Source) -> Iterator[Comment]:
    """What stands between the tokens, and behind the mark of a block scalar, which is one token with its text."""
    text, end = source.text, 0
    for token in _tokens(source):
        start = token.start_mark.index
        for found in _COMMENT.finditer(text, end, max(start, end)):
            yield _comment(*found.span(), found[0])
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            behind = _BEHIND_BLOCK_MARK.match(text, start)
            if behind:
                yield _comment(*behind.span(1), behind[1])
        end = max(end, token.end_mark.index)


def _comment(start: int, end: int, text: str) -> Comment:
    return Comment(start, end, text.lstrip("#"))


def _elements(source: Source) -> Iterator[Element]:
    """Members, items of lists in brackets, and items behind a dash, which begin at that."""
    dashes = [token.start_mark.index for token in _tokens(source) if isinstance(token, yaml.BlockEntryToken)]
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
        for first, last in zip(node.keys or node.children, node.children, strict=True):
            start = _dash_of(first, dashes, source.text) if _has_dashes(node, source.text) else first.start
            yield Element(start, last.end if last.start >= first.start else first.end)
        pending += node.keys
        pending += node.children


def _has_dashes(node: YamlNode, text: str) -> bool:
    return bool(node.children) and not node.keys and not text.startswith("[", node.start)


def _dash_of(item: YamlNode, dashes: list[int], text: str) -> int:
    """Where the dash of an item stands: in front of those of the items that it begins with itself."""
    number = bisect_right(dashes, item.start) - 1
    first = item
    while _has_dashes(first, text):
        first = first.children[0]
        number -= 1
    return dashes[number] if number >= 0 else item.start

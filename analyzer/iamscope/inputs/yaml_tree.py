"""Parses YAML into values with the places of all of them: duplicates and tags kept, aliases and depth bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from iamscope.errors import InputError
from iamscope.source import Source, Span
from iamscope.syntax.json_value import MAX_DEPTH, UNKNOWN, Json, Object

#: How many values a file may have, and a document come to when all aliases are written out; a real one has some ten
#: thousand.
MAX_VALUES = 500_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PROPERTIES = re.compile(r"(?:[!&][^\s,\[\]{}]*\s*)*")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_INTRINSICS = {"!Ref": "Ref", "!Condition": "Condition"} | {
    f"!{name}": f"Fn::{name}"
    for name in (
        *("And", "Base64", "Cidr", "Equals", "FindInMap", "GetAtt", "GetAZs", "If", "ImportValue", "Join", "Length"),
        *("Not", "Or", "Select", "Split", "Sub", "ToJsonString", "Transform"),
    )
}


class YamlNode:
    """A value and where it stands.

    `opening` is where its tag and anchor begin. `style` is that of a scalar (`'`, `"`, `|`, `>`, or empty for a plain
    one), and the bracket of a flow collection; `keys` are the nodes of a mapping's names. `is_shared` says that an
    alias repeats it, or that it is put together of others by `<<`. `weight` counts the values in it, `height` the
    levels.
    """

    __slots__ = ("children", "end", "height", "is_shared", "keys", "opening", "start", "style", "value", "weight")

    def __init__(self, value: Json, start: int, end: int, style: str = "", opening: int | None = None) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.style = style
        self.opening = start if opening is None else opening
        self.is_shared = False
        self.keys: list[YamlNode] = []
        self.children: list[YamlNode] = []
        self.weight = 1
        self.height = 1


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "event", "is_mapping", "nodes")

    def __init__(self, event: Any, is_mapping: bool) -> None:
        self.event = event
        self.is_mapping = is_mapping
        self.anchor: str | None = event.anchor
        self.nodes: list[YamlNode] = []


def parse(source: Source) -> Iterator[YamlNode]:
    """The root of each document of a YAML text; raises InputError with the place where it stops being YAML.

    Scalars become strings, but for plain `true`, `false` and `null`: what number a plain `012` is depends on who reads
    it, and AWS reads text. A value with a tag of CloudFormation becomes the long form (`!Ref a`: `{"Ref": "a"}`), one
    with another tag is UNKNOWN.
    """
    builder = _Builder(source)
    try:
        for event in yaml.parse(source.text, Loader=_LOADER):
            root = builder.take(event)
            if root is not None:
                yield root
    except yaml.YAMLError as error:
        raise _broken(source, error) from error


_TOO_MUCH = "no file with policies does; name the policy files themselves"


def _broken(source: Source, error: yaml.YAMLError) -> InputError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
    if mark is not None:
        offset = min(mark.index, len(source.text))
    else:  # the C parser counts the bytes of a character that may not be there
        before = source.text.encode("utf-8", "surrogatepass")[: getattr(error, "position", None) or 0]
        offset = len(before.decode("utf-8", "ignore"))
    span = Span(source, offset, min(offset + 1, len(source.text)))
    if "nesting depth" in problem:  # the limit of newer parsers, which may notice before we do
        return InputError(f"nests deeper than {MAX_DEPTH} levels", _TOO_MUCH, span)
    return InputError(f"not valid YAML: {problem}", "a template must be rendered before it is checked", span)


class _Builder:
    """Makes nodes of a parser's events, without recursion: a stranger's file may nest as deep as it likes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open: list[_Open] = []
        self.anchors: dict[str, YamlNode | None] = {}  # None while the anchored value is still open
        self.count = 0

    def take(self, event: Any) -> YamlNode | None:
        """Takes in one event; gives the root of the document when it is complete."""
        self.count += 1
        if self.count > MAX_VALUES:
            raise self._refused(event, f"has more than {MAX_VALUES:,} values")
        if isinstance(event, yaml.DocumentStartEvent):
            self.anchors.clear()
        elif isinstance(event, yaml.ScalarEvent):
            return self._add(self._scalar(event), event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            return self._add(self._alias(event), None)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self.open) >= MAX_DEPTH:
                raise self._refused(event, f"nests deeper than {MAX_DEPTH} levels")
            if event.anchor:
                self.anchors[event.anchor] = None
            self.open.append(_Open(event, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            opened = self.open.pop()
            return self._add(self._collection(opened, event), opened.anchor)
        return None

    def _add(self, node: YamlNode, anchor: str | None) -> YamlNode | None:
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            return node
        self.open[-1].nodes.append(node)
        return None

    def _alias(self, event: Any) -> YamlNode:
        start, end = event.start_mark.index, event.end_mark.index
        target = self.anchors.get(event.anchor)
        if target is None:  # a value that contains itself, or no such anchor: nothing that can be known
            return YamlNode(UNKNOWN, start, end)
        if len(self.open) + target.height > MAX_DEPTH:
            raise self._refused(event, f"nests deeper than {MAX_DEPTH} levels")
        target.is_shared = True
        return target

    def _refused(self, event: Any, words: str) -> InputError:
        span = Span(self.source, event.start_mark.index, event.end_mark.index)
        return InputError(words, _TOO_MUCH, span)

    def _start(self, event: Any) -> int:
        start: int = event.start_mark.index
        if event.anchor or event.tag:
            found = _PROPERTIES.match(self.source.text, start, event.end_mark.index)
            return found.end() if found else start
        return start

    def _scalar(self, event: Any) -> YamlNode:
        start, end, style = self._start(event), event.end_mark.index, event.style or ""
        if style in ("|", ">"):
            end = start + len(self.source.text[start:end].rstrip())
        value: Json = event.value
        if not style and event.tag is None:
            value = None if event.value in _NULLS else _BOOLEANS.get(event.value, value)
        return self._tagged(YamlNode(value, start, end, style, event.start_mark.index), event)

    def _collection(self, opened: _Open, event: Any) -> YamlNode:
        nodes = opened.nodes
        start = self._start(opened.event) if opened.event.end_mark.index > opened.event.start_mark.index else None
        if start is None or (not opened.event.flow_style and nodes):
            start = nodes[0].start if nodes else opened.event.start_mark.index
        end = event.end_mark.index if opened.event.flow_style or not nodes else max(start, nodes[-1].end)
        if opened.is_mapping:
            node = _mapping(self.source.text, nodes, start, end)
        else:
            node = YamlNode([item.value for item in nodes], start, end)
            node.children = nodes
        node.opening = opened.event.start_mark.index
        if opened.event.flow_style:
            node.style = "{" if opened.is_mapping else "["
        node.weight = 1 + sum(item.weight for item in nodes)
        node.height = 1 + max((item.height for item in nodes), default=0)
        if node.weight > MAX_VALUES:
            raise self._refused(opened.event, f"comes to more than {MAX_VALUES:,} values when aliases are written out")
        return self._tagged(node, opened.event)

    def _tagged(self, node: YamlNode, event: Any) -> YamlNode:
        tag = event.tag
        if tag is None or tag == "!" or tag.startswith("tag:yaml.org,2002:"):
            return node
        start = event.start_mark.index
        name = _INTRINSICS.get(tag)
        if name is None:
            return YamlNode(UNKNOWN, start, node.end)
        outer = YamlNode(Object([(name, node.value)]), start, node.end)
        outer.keys = [YamlNode(name, start, min(start + len(tag), node.end))]
        outer.children = [node]
        outer.weight, outer.height = node.weight + 1, node.height + 1
        return outer


def _mapping(text: str, nodes: list[YamlNode], start: int, end: int) -> YamlNode:
    """A mapping of names and values by turns, its `<<` written out."""
    keys, values = nodes[::2], nodes[1::2]
    merged: list[YamlNode] = []
    for number in reversed(range(len(values))):
        if keys[number].value == "<<" and not keys[number].style:
            merged.append(values[number])
            del keys[number], values[number]
    known = {_name(text, key) for key in keys}
    for source in merged:
        for mapping in source.children if isinstance(source.value, list) else [source]:
            if not isinstance(mapping.value, Object):
                return YamlNode(UNKNOWN, start, end)
            for key, value in zip(mapping.keys, mapping.children, strict=True):
                if _name(text, key) not in known:
                    known.add(_name(text, key))
                    keys.append(key)
                    values.append(value)
    node = YamlNode(
        Object([(_name(text, key), value.value) for key, value in zip(keys, values, strict=True)]), start, end
    )
    node.keys, node.children = keys, values
    node.is_shared = bool(merged)
    return node


def _name(text: str, key: YamlNode) -> str:
    """A name as it is written, also one that YAML takes for something else: `Null` is an operator."""
    if isinstance(key.value, str):
        return key.value
    return UNKNOWN if isinstance(key.value, Object | list) else text[key.start : key.end]

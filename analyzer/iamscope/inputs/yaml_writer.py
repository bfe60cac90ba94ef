"""Writes edits of YAML texts, in the style of what is there."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from iamscope.inputs.yaml_tree import YamlNode
from iamscope.syntax.document import NotEditableError
from iamscope.syntax.edits import Copied, Cut
from iamscope.syntax.json_value import Json, Number, Object
from iamscope.syntax.lists import own_lines, runs, without

if TYPE_CHECKING:
    from iamscope.inputs.yaml_files import YamlDocument

#: Texts that need no quotes: in flow collections, and elsewhere. What YAML takes for numbers begins otherwise.
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z/_](?:[\w.:/@+=$*()~!?^|-]*[\w./@+=$*()~!?^|-])?", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z/_](?:[\w.:/@+=$*()~!?^|{},-]*[\w./@+=$*()~!?^|{}-])?", re.ASCII)
#: Words that are no texts, for one reader or another.
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_COLON = re.compile(r"[ \t]*:(?=\s|\Z)")
_DASH = re.compile(r"-[ \t]*\Z")


class YamlWriter:
    """Writes edits of one YAML document."""

    def __init__(self, document: YamlDocument) -> None:
        self._document = document
        self._text = document.source.text

    def replace(self, steps: tuple[int, ...], value: Json, *, key: bool) -> Iterator[Cut]:
        """Puts a value in the stead of another in its quotes, if it has any."""
        nodes = self._document.nodes(steps)
        node = nodes[-2].keys[steps[-1]] if key else nodes[-1]
        _refuse_shared(node)
        in_flow = any(_is_flow(around) for around in nodes[:-1])
        text = _written(value, node.style, in_flow=in_flow)
        if node.children and not _is_flow(node):
            yield self._in_stead_of_block(steps, nodes, text)
        elif node.start == node.end:
            raise NotEditableError
        else:
            yield Cut(node.start, node.end, (text,))

    def _in_stead_of_block(self, steps: tuple[int, ...], nodes: list[YamlNode], text: str) -> Cut:
        """A block collection is replaced from behind the name that it stands under."""
        node = nodes[-1]
        if len(nodes) < 2 or not nodes[-2].keys:
            return Cut(node.opening, node.end, (text,))
        after = self._colon(nodes[-2].keys[steps[-1]])
        if self._text[after : node.opening].strip():  # a comment
            raise NotEditableError
        return Cut(after, node.end, (f" {text}",))

    def remove(self, steps: tuple[int, ...], parts: Collection[int]) -> Iterator[Cut]:
        """Takes entries out, with their lines and the comments behind them where they have lines of their own."""
        node = self._document.nodes(steps)[-1]
        for entry in (*node.keys, *node.children):
            _refuse_shared(entry)
        if len(parts) == len(node.children):
            yield from self.replace(steps, Object() if node.keys else [], key=False)
        elif _is_flow(node):
            places = [
                (first.opening, last.end) for first, last in zip(node.keys or node.children, node.children, strict=True)
            ]
            yield from without(self._text, places, parts)
        else:
            for first, last in runs(parts):
                yield self._without_lines(node, first, last)

    def _without_lines(self, node: YamlNode, first: int, last: int) -> Cut:
        start, end = self._begins(node, first), node.children[last].end
        if node.keys:
            end = max(end, self._colon(node.keys[last]))
        lines = own_lines(self._text, start, end)
        if lines is not None:
            return Cut(*lines)
        if last + 1 == len(node.children):
            raise NotEditableError
        # the first one stands behind a dash: what comes next moves there
        following = self._begins(node, last + 1)
        if "\n#" in self._text[end:following].replace(" ", "").replace("\t", ""):
            raise NotEditableError
        return Cut(start, following)

    def _begins(self, node: YamlNode, number: int) -> int:
        """Where an entry of a block collection begins: with its name or dash."""
        if node.keys:
            self._colon(node.keys[number])
            return node.keys[number].opening
        opening = node.children[number].opening
        line = self._text.rfind("\n", 0, opening) + 1
        dash = _DASH.search(self._text, line, opening)
        if dash is None:
            raise NotEditableError
        return dash.start()

    def _colon(self, name: YamlNode) -> int:
        """Where the colon behind a name ends; raises NotEditableError for a name behind a question mark."""
        colon = _COLON.match(self._text, name.end)
        if colon is None:
            raise NotEditableError
        return colon.end()

    def add(self, steps: tuple[int, ...], name: str, value: Json) -> Iterator[Cut]:
        """Puts a member in front of the others, indented and quoted as they are."""
        nodes = self._document.nodes(steps)
        node = nodes[-1]
        in_flow = any(map(_is_flow, nodes))
        for entry in node.keys[:2]:
            _refuse_shared(entry)
        name_style = node.keys[0].style if node.keys else ""
        value_style = next((child.style for child in node.children if child.style in ("'", '"')), '"')
        member = f"{_written(name, name_style, in_flow=in_flow)}: {_written(value, value_style, in_flow=in_flow)}"
        if not node.keys:
            if not _is_flow(node):
                raise NotEditableError
            yield Cut(node.start + 1, node.start + 1, (member,))
            return
        at = node.keys[0].opening
        if _is_flow(node):
            is_plain = at > node.start + 1 and "#" not in self._text[node.start + 1 : at]
            yield Cut(at, at, (f"{member},", Copied(node.start + 1, at) if is_plain else " "))
        else:
            self._colon(node.keys[0])
            yield Cut(at, at, (member, self._line_break(node)))

    def _line_break(self, node: YamlNode) -> Copied | str:
        """The line end and indentation in front of a further member of a block mapping."""
        text = self._text
        if len(node.keys) > 1:
            at = node.keys[1].opening
            end = text.rfind("\n", 0, at)
            if end >= 0 and not text[end:at].strip():
                return Copied(end - (text[end - 1 : end] == "\r"), at)
        at = node.keys[0].opening
        start = text.rfind("\n", 0, at) + 1
        if self._document.outer is not None:
            raise NotEditableError
        end_of_line = "\r\n" if text.find("\r\n", at) == text.find("\n", at) - 1 >= 0 else "\n"
        return end_of_line + re.sub(r"[^ \t]", " ", text[start:at])


def _is_flow(node: YamlNode) -> bool:
    return node.style in ("[", "{")


def _refuse_shared(node: YamlNode) -> None:
    """Raises NotEditableError if something in a node is repeated elsewhere: then it may stand elsewhere, too."""
    pending = [node]
    while pending:
        found = pending.pop()
        if found.is_shared:
            raise NotEditableError
        pending += found.keys
        pending += found.children


def _written(value: Json, style: str, *, in_flow: bool) -> str:
    """A value on one line; a text in the quotes of `style`, or in none where it needs none."""
    if isinstance(value, Object):
        members = (
            f"{_written(name, style, in_flow=True)}: {_written(item, style, in_flow=True)}" for name, item in value
        )
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(item, style, in_flow=True) for item in value) + "]"
    if isinstance(value, Number):
        return str(value)
    return _text(value, style, in_flow=in_flow) if isinstance(value, str) else json.dumps(value)


def _text(text: str, style: str, *, in_flow: bool) -> str:
    if style == "'" and "\n" not in text and not _UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    plain = _PLAIN_IN_FLOW if in_flow else _PLAIN
    if style != '"' and style != "'" and plain.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)[1:-1])


def in_scalar(text: str, style: str) -> str:
    """How a piece of a scalar's text is written in it; raises NotEditableError where that is not certain."""
    if style == '"':
        return _escaped(text)
    if not style or "\n" in text or _UNPRINTABLE.search(text):
        raise NotEditableError
    return text.replace("'", "''") if style == "'" else text

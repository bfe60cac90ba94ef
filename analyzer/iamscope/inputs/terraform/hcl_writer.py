"""Knows what is written literally in an HCL text, and writes edits of it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from tree_sitter import Node

from iamscope.inputs.terraform.hcl import Hcl, named
from iamscope.syntax.document import NotEditableError
from iamscope.syntax.edits import Copied, Cut
from iamscope.syntax.json_value import Json, Number, Object
from iamscope.syntax.lists import without

#: What values are written in that reach a policy as they are.
_TRANSPARENT = frozenset(
    {"attribute", "block", "body", "collection_value", "expression", "literal_value", "object", "object_elem"}
    | {"string_lit", "tuple", "variable_expr"}
)
_WRAPPERS = frozenset({"expression", "literal_value", "collection_value"})
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{|\$\{|%\{", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_IDENTIFIER = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_TEMPLATE = re.compile(r"[$%]\{")
_SIGN = re.compile(r"([ \t]*)([=:])")


class HclWriter:
    """Writes edits of a parsed text; the steps of a value are the offsets of its stretch."""

    def __init__(self, hcl: Hcl) -> None:
        self._hcl = hcl
        self._text = hcl.document.source.text
        self._known_items: dict[tuple[int, ...], list[tuple[int, ...]] | None] = {}
        self._known_places: dict[tuple[int, ...], list[tuple[int, int]]] = {}

    def _node(self, steps: tuple[int, ...]) -> Node:
        """The node that is just this stretch."""
        start, end = steps
        node = self._hcl.node(start, end)
        if node is None or self._hcl.span(node) != (start, end):
            raise NotEditableError
        return node

    def holds(self, steps: tuple[int, ...], content: Json) -> bool:
        """Whether a value, or the name of a member, is written at `steps` literally, or with `&{` for `${`."""
        found = self._literal(self._node(steps))
        return found == content or (isinstance(found, str) and found.replace("&{", "${") == content)

    def _literal(self, node: Node) -> Json:
        """The value of a literal; raises NotEditableError for anything else."""
        text = self._hcl.text(node)
        children = list(named(node))
        match node.type:
            case "expression" | "literal_value" | "collection_value" if len(children) == 1:
                return self._literal(children[0])
            case "string_lit":
                return _decoded(text[1:-1])
            case "numeric_lit":
                return Number(text)
            case "bool_lit":
                return text == "true"
            case "null_lit":
                return None
            case "tuple":
                return [self._literal(item) for item in _items(node)]
            case "object":
                return Object((self._name(name), self._literal(item)) for name, item in _members(node))
            case "identifier" if _is_name(node):
                return text
        raise NotEditableError

    def _name(self, node: Node) -> str:
        bare = self._hcl.text(node)
        if _IDENTIFIER.fullmatch(bare):
            return bare
        name = self._literal(node)
        if not isinstance(name, str):
            raise NotEditableError
        return name

    def names(self, steps: tuple[int, ...]) -> list[str] | None:
        """The names of the object at `steps`, if there is one."""
        node = self._node(steps)
        return [self._name(name) for name, _ in _members(node)] if node.type == "object" else None

    def items(self, steps: tuple[int, ...]) -> list[tuple[int, ...]] | None:
        """The stretches of the items of the list at `steps`, if there is one."""
        if steps not in self._known_items:
            node = self._node(steps)
            is_list = node.type == "tuple"
            self._known_items[steps] = [self._hcl.span(_unwrapped(item)) for item in _items(node)] if is_list else None
        return self._known_items[steps]

    def check_between(self, root: tuple[int, ...], steps: tuple[int, ...]) -> None:
        """Raises NotEditableError if anything but lists, objects and blocks stands between two stretches."""
        node: Node | None = self._node(steps)
        while node is not None:
            start, end = self._hcl.span(node)
            if node.type not in _TRANSPARENT and not _is_name(node):
                break
            if start <= root[0] and root[1] <= end:
                if node.type != "body":
                    return
                break
            if node.type == "block" and self._hcl.text(node.children[0]) == "dynamic":
                break
            node = node.parent
        raise NotEditableError

    def replace(self, steps: tuple[int, ...], value: Json, *, key: bool) -> Iterator[Cut]:
        """Puts a value or name in the stead of another: a bare name for a bare one, `&{` where there is one."""
        node = self._node(steps)
        start, end = steps
        if _attribute(node) == "sid":  # by which other documents replace the statement
            raise NotEditableError
        is_bare = node.type == "identifier" and isinstance(value, str) and _IDENTIFIER.fullmatch(value)
        text = str(value) if is_bare else _written(value)
        if "&{" in self._text[start:end]:
            text = text.replace("$${", "&{")
        yield Cut(start, end, (text,))

    def remove(self, steps: tuple[int, ...], parts: Collection[int]) -> Iterator[Cut]:
        """Takes items or members out, with their lines where they have lines of their own."""
        places = self._places(steps)
        if len(parts) == len(places):
            yield Cut(steps[0] + 1, steps[1] - 1)
        else:
            yield from without(self._text, places, parts)

    def _places(self, steps: tuple[int, ...]) -> list[tuple[int, int]]:
        """The stretches of the items of a list, or of the whole members of an object."""
        if steps not in self._known_places:
            node, span = self._node(steps), self._hcl.span
            pairs = ((item, item) for item in _items(node)) if node.type == "tuple" else _members(node)
            self._known_places[steps] = [(span(first)[0], span(last)[1]) for first, last in pairs]
        return self._known_places[steps]

    def add(self, steps: tuple[int, ...], name: str, value: Json) -> Iterator[Cut]:
        """Puts a member in front of the others: its name, sign and comma as theirs are."""
        node = self._node(steps)
        places = self._places(steps)
        if not places:
            yield Cut(steps[0] + 1, steps[0] + 1, (f" {name} = {_written(value)} ",))
            return
        first, item = next(_members(node))
        at, after = self._hcl.span(first)
        sign = _SIGN.match(self._text, after)
        if sign is None:
            raise NotEditableError
        written = name if self._text[at] != '"' else _written(name)
        gap = self._text[steps[0] + 1 : at]
        if sign[1] and "\n" in gap and "\n" not in self._hcl.text(item):  # their signs stand one under the other
            written = written.ljust(sign.end(1) - at - 1)
        has_comma = self._text[places[0][1] :].lstrip().startswith(",") or "\n" not in gap
        is_plain = gap and not gap.strip()
        space = " " if sign[1] or sign[2] == "=" else ""
        member = f"{written}{space}{sign[2]} {_written(value)}{',' if has_comma else ''}"
        yield Cut(at, at, (member, Copied(steps[0] + 1, at) if is_plain else " "))


def _items(node: Node) -> Iterator[Node]:
    return (child for child in named(node) if child.type == "expression")


def _members(node: Node) -> Iterator[tuple[Node, Node]]:
    for element in named(node):
        if element.type in ("object_start", "object_end"):
            continue
        parts = list(named(element))
        if element.type != "object_elem" or len(parts) != 2:
            raise NotEditableError
        yield parts[0], parts[1]


def _unwrapped(node: Node) -> Node:
    """The node that makes the value of one that only wraps it."""
    while node.type in _WRAPPERS:
        inner = list(named(node))
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def _attribute(node: Node) -> str:
    """The name of the attribute of a block that a value is all of, else empty."""
    above: Node | None = node
    while above is not None and above.type in (*_WRAPPERS, "string_lit"):
        above = above.parent
    name = above.children[0].text if above is not None and above.type == "attribute" else None
    return name.decode() if name is not None else ""


def _is_name(node: Node) -> bool:
    """Whether a node is the bare name of a member."""
    if node.type == "variable_expr":
        node = node.children[0]
    word = node.parent
    expression = word.parent if word is not None and word.type == "variable_expr" else None
    element = expression.parent if expression is not None else None
    return (
        node.type == "identifier"
        and expression is not None
        and len(expression.children) == 1
        and element is not None
        and element.type == "object_elem"
        and element.children[0] == expression
    )


def _decoded(written: str) -> str:
    """The text of a quoted template; raises NotEditableError if it is not all literal."""

    def character(escape: re.Match[str]) -> str:
        text = escape[0]
        if text in ("${", "%{"):
            raise NotEditableError
        if text[0] != "\\":
            return text[1:]
        if len(text) > 2:
            code = int(text[2:], 16)
            return chr(code) if code <= 0x10FFFF else ""
        return _ESCAPES.get(text[1], text[1])

    return _ESCAPE.sub(character, written)


def in_heredoc(text: str) -> str:
    """How a text is written in a heredoc."""
    return _TEMPLATE.sub(lambda found: found[0][0] + found[0], text)


def in_quotes(text: str) -> str:
    """How a text is written between quotes; HCL knows fewer escapes than JSON."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1]
    escaped = re.sub(r"\\(.)", lambda found: {"b": "\\u0008", "f": "\\u000c"}.get(found[1], found[0]), escaped)
    return in_heredoc(escaped)


def _written(value: Json) -> str:
    """A value on one line."""
    if isinstance(value, Object):
        members = ((name if _IDENTIFIER.fullmatch(name) else f'"{in_quotes(name)}"', item) for name, item in value)
        return "{ " + ", ".join(f"{name} = {_written(item)}" for name, item in members) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, Number):
        return str(value)
    return f'"{in_quotes(value)}"' if isinstance(value, str) else json.dumps(value)

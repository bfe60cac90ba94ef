"""The blocks, attributes and expressions of a module's file, alike for both of Terraform's syntaxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from tree_sitter import Node

from iamscope.inputs.terraform.hcl import Hcl, child_of_type, named
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Json, Object

#: How many labels a kind of block has.
_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "module": 1, "output": 1, "provider": 1}


class HclExpression(NamedTuple):
    """An expression of an HCL text."""

    hcl: Hcl
    node: Node

    @property
    def place(self) -> Place:
        return self.hcl.place(self.node)

    @property
    def text(self) -> str:
        return self.hcl.text(self.node)


class JsonExpression(NamedTuple):
    """A value of a file in Terraform's JSON syntax; its strings are templates."""

    place: Place

    @property
    def text(self) -> str:
        found: list[str] = []
        pending: list[Json] = [self.place.value]
        while pending:
            value = pending.pop()
            if isinstance(value, str):
                found.append(value)
            elif isinstance(value, Object):
                for name, item in value:
                    found.append(name)
                    pending.append(item)
            elif isinstance(value, list):
                pending += value
        return "\n".join(found)


Expression = HclExpression | JsonExpression


class Attribute(NamedTuple):
    """An attribute: its name, the place of that, and the expression of its value."""

    name: str
    key: Place
    expression: Expression


class Block(Protocol):
    """A block: its kind (`resource`), its labels, and the place of both."""

    kind: str
    labels: tuple[str, ...]
    place: Place

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name."""

    def attributes(self) -> Iterator[Attribute]:
        """All attributes; in the JSON syntax blocks look like attributes and are among them."""

    def blocks(self, kind: str) -> list[Block]:
        """The blocks of one kind in it; those that a `dynamic` makes are not among them."""

    def dynamic(self, kind: str) -> list[Block]:
        """The `dynamic` blocks in it that make blocks of one kind."""

    def inner(self) -> list[Block]:
        """All blocks in it; none in the JSON syntax, where they are among the attributes."""

    @property
    def whole(self) -> Place:
        """The place of all of it: what is not known of it is named by its text."""

    @property
    def text(self) -> str:
        """What is written in it, to look for words."""


class HclBlock:
    """A block of an HCL text."""

    def __init__(self, hcl: Hcl, node: Node) -> None:
        self._hcl = hcl
        self._node = node
        words = [_label(hcl, child) for child in node.children if child.type in ("identifier", "string_lit")]
        self.kind = words[0] if words else ""
        self.labels = tuple(words[1:])
        opening = child_of_type(node, "block_start")
        head = opening.start_byte if opening is not None else node.end_byte
        start, end = hcl.offset(node.start_byte), hcl.offset(head)
        end = start + len(hcl.document.source.text[start:end].rstrip())
        self.place = Place(hcl.document, (start, end))

    @property
    def whole(self) -> Place:
        return self._hcl.place(self._node)

    @property
    def text(self) -> str:
        return self._hcl.text(self._node)

    def _body(self) -> Iterator[Node]:
        body = child_of_type(self._node, "body")
        return _statements(body) if body is not None else iter(())

    def attributes(self) -> Iterator[Attribute]:
        for node in self._body():
            expression = child_of_type(node, "expression") if node.type == "attribute" else None
            if expression is not None:
                name = node.children[0]
                yield Attribute(self._hcl.text(name), self._hcl.place(name), HclExpression(self._hcl, expression))

    def attribute(self, name: str) -> Attribute | None:
        return next((found for found in self.attributes() if found.name == name), None)

    def inner(self) -> list[Block]:
        return [HclBlock(self._hcl, node) for node in self._body() if node.type == "block"]

    def blocks(self, kind: str) -> list[Block]:
        return [block for block in self.inner() if block.kind == kind]

    def dynamic(self, kind: str) -> list[Block]:
        return [block for block in self.blocks("dynamic") if block.labels == (kind,)]


def _label(hcl: Hcl, node: Node) -> str:
    text = hcl.text(node)
    return text[1:-1] if node.type == "string_lit" else text


def _statements(body: Node) -> Iterator[Node]:
    """The attributes and blocks of a body, those beside which something is wrong included."""
    for node in named(body):
        if node.type in ("attribute", "block"):
            yield node
        elif node.is_error:
            yield from (child for child in named(node) if child.type in ("attribute", "block"))


class JsonBlock:
    """A block of a file in Terraform's JSON syntax."""

    def __init__(self, kind: str, labels: tuple[str, ...], place: Place, name: Place) -> None:
        """`place` is that of the object, `name` that of the name it has in its file."""
        self.kind = kind
        self.labels = labels
        self._place = place
        self.place = name

    @property
    def whole(self) -> Place:
        return self._place

    @property
    def text(self) -> str:
        return JsonExpression(self._place).text

    def attributes(self) -> Iterator[Attribute]:
        value = self._place.value
        for step, (name, _) in enumerate(value if isinstance(value, Object) else ()):
            place = self._place.child(step)
            yield Attribute(name, place.key, JsonExpression(place))

    def attribute(self, name: str) -> Attribute | None:
        return next((found for found in self.attributes() if found.name == name), None)

    def objects(self, kind: str) -> Iterator[tuple[Place, Place]]:
        """The objects under a name, each with the place to show for it."""
        for found in self.attributes():
            if found.name == kind:
                below = self._place.child(found.key.steps[-1])
                for place in _objects(below):
                    yield place, found.key if place == below else place

    def inner(self) -> list[Block]:
        return []

    def blocks(self, kind: str) -> list[Block]:
        return [JsonBlock(kind, (), place, name) for place, name in self.objects(kind)]

    def dynamic(self, kind: str) -> list[Block]:
        return [
            JsonBlock("dynamic", (kind,), place, name)
            for around, shown in self.objects("dynamic")
            for place, name in JsonBlock("dynamic", (), around, shown).objects(kind)
        ]


def _objects(place: Place) -> list[Place]:
    """An object, or those in a list."""
    value = place.value
    if isinstance(value, list):
        return [place.child(step) for step, item in enumerate(value) if isinstance(item, Object)]
    return [place] if isinstance(value, Object) else []


def hcl_blocks(hcl: Hcl) -> list[Block]:
    """The blocks of an HCL file."""
    root = hcl.root
    bodies = [root] if root.is_error else [child for child in root.children if child.type == "body" or child.is_error]
    return [HclBlock(hcl, node) for body in bodies for node in _statements(body) if node.type == "block"]


def json_blocks(root: Place) -> list[Block]:
    """The blocks of a file in Terraform's JSON syntax."""
    found: list[Block] = []
    for top in _objects(root):
        for step, (kind, _) in enumerate(_members(top)):
            below: list[tuple[tuple[str, ...], Place, Place]] = [
                ((), place, top.child(step).key) for place in _objects(top.child(step))
            ]
            for _ in range(_LABELS.get(kind, 0)):
                below = [
                    ((*labels, name), inner, place.child(number).key)
                    for labels, place, _ in below
                    for number, (name, _) in enumerate(_members(place))
                    for inner in _objects(place.child(number))
                ]
            found += [JsonBlock(kind, labels, place, name) for labels, place, name in below]
    return found


def _members(place: Place) -> tuple[tuple[str, Json], ...]:
    value = place.value
    return value if isinstance(value, Object) else ()

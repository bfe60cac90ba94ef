"""Works out the expressions of one instance of a module, references to its resources and callers included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from tree_sitter import Node

from iamscope.inputs.repositories.declared import Nesting
from iamscope.inputs.terraform.blocks import Block
from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.hcl import named
from iamscope.inputs.terraform.interpolations import Here
from iamscope.inputs.terraform.module import Module
from iamscope.inputs.terraform.templates import Names as Bound
from iamscope.inputs.terraform.values import (
    Member,
    Value,
    constant,
    list_of,
    object_of,
    rounds_of,
    unknown,
)
from iamscope.syntax.json_value import HOLE, Number

#: Instances of one resource that are looked at; all are alike but for their names.
_MAX_EACH = 50
#: How deep the blocks of a resource nest.
_MAX_DEPTH = 4
#: Work for all resources of a module, in expressions that are looked at and values that functions take.
_MAX_STEPS = 2_000_000


class Resource(NamedTuple):
    """An instance of a resource: its key (empty without `count` and `for_each`), its block, and what is bound in it."""

    type: str
    name: str
    key: str
    block: Block
    names: Bound


class Surroundings(Protocol):
    """What the expressions of a module refer to, beyond the module itself."""

    @property
    def nesting(self) -> Nesting:
        """How deep references have led from one to another."""

    def argument(self, name: str) -> Value | None:
        """What the caller gives a variable."""

    def resources(self, type: str, name: str) -> Sequence[Resource]:
        """The instances of a resource."""

    def attribute(self, resource: Resource, name: str) -> Value | None:
        """An attribute of a resource."""

    def data(self, type: str, name: str, wanted: str) -> str | None:
        """An attribute of a data source that only reads."""

    def output(self, module: str, key: str | None, name: str) -> Value | None:
        """An output of a module that is called."""


class ModuleEvaluator(Evaluator):
    """Works out expressions of a module with what surrounds it; conditions that are not known are taken to hold."""

    def __init__(self, module: Module, around: Surroundings) -> None:
        super().__init__(module, Assumptions(truth=True))
        self._around = around
        self._total = 0

    def begin(self) -> None:
        """Starts on a new resource, which may take as much work as a file, as long as not all take much."""
        self._total += self._steps
        if self._total < _MAX_STEPS:
            self._steps = 0

    def _reference(self, here: Here, node: Node, root: str, rest: list[Node]) -> Value:
        found = None
        if root not in here.names:
            found = self._around.nesting.follow(lambda: self._elsewhere(here, node, root, rest))
        return super()._reference(here, node, root, rest) if found is None else found

    def _elsewhere(self, here: Here, node: Node, root: str, rest: list[Node]) -> Value | None:
        """What a reference to something outside of the module's own text gives; None for one to something inside."""
        if root == "var":
            given = self._around.argument(self._word(here, rest[0]))
            if given is None:
                return None
            value = constant(given.json, here.hcl.place(node), given.weight)._replace(is_encoded=given.is_encoded)
            return value if len(rest) < 2 else self._access(here, node, value, rest[1:])
        if root == "data":
            return self._of_data(here, node, rest)
        if root == "module":
            return self._of_module(here, node, rest)
        return self._of_resource(here, node, root, rest) if root.startswith("aws_") else None

    def _word(self, here: Here, node: Node) -> str:
        return here.hcl.text(node).removeprefix(".").strip() if node.type == "get_attr" else ""

    def _of_data(self, here: Here, node: Node, rest: list[Node]) -> Value | None:
        words = [self._word(here, part) for part in rest if part.type == "get_attr"]
        if len(words) != 3:
            return None
        found = self._around.data(*words)
        return None if found is None else constant(found, here.hcl.place(node))

    def _of_module(self, here: Here, node: Node, rest: list[Node]) -> Value | None:
        name, key, after = self._keyed(here, rest)
        if not after or after[0].type != "get_attr":
            return None
        found = self._around.output(name, key, self._word(here, after[0]))
        return None if found is None else self._shown(here, node, found, after[1:])

    def _of_resource(self, here: Here, node: Node, type: str, rest: list[Node]) -> Value | None:
        name, key, after = self._keyed(here, rest)
        instances = self._around.resources(type, name)
        if not instances or not after:
            return None
        if after[0].type == "splat":
            inner = next(named(after[0]), None)
            parts = [*(named(inner) if inner is not None else ()), *after[1:]]
            if not parts or parts[0].type != "get_attr":
                return None
            items = [self._of_instance(here, node, each, parts) for each in instances]
            return list_of([item or unknown(here.hcl.place(node)) for item in items], here.hcl.place(node))
        chosen = next((each for each in instances if each.key == key), instances[0])
        return self._of_instance(here, node, chosen, after)

    def _of_instance(self, here: Here, node: Node, resource: Resource, rest: list[Node]) -> Value | None:
        if rest[0].type != "get_attr":
            return None
        found = self._around.attribute(resource, self._word(here, rest[0]))
        return None if found is None else self._shown(here, node, found, rest[1:])

    def _shown(self, here: Here, node: Node, value: Value, rest: list[Node]) -> Value:
        """A value from elsewhere, shown where it is used unless it is a document, whose own places say more."""
        if not isinstance(value.json, list | tuple):
            value = constant(value.json, here.hcl.place(node), value.weight)._replace(is_encoded=value.is_encoded)
        return self._access(here, node, value, rest) if rest else value

    def _keyed(self, here: Here, rest: list[Node]) -> tuple[str, str | None, list[Node]]:
        """The name that accessors begin with, the key after it, if there is one, and the others."""
        name, after = self._word(here, rest[0]), rest[1:]
        if after and after[0].type == "index":
            return name, self._index(here, after[0]), after[1:]
        return name, None, after


class Instances:
    """How many there are of a resource or module, and by which names each is told."""

    def __init__(self, block: Block, evaluator: ModuleEvaluator) -> None:
        self._block = block
        self._evaluator = evaluator

    def each(self) -> Iterator[tuple[str, Bound]]:
        """The key of every instance, and the names that are bound in it; one whose key is not known stands for all."""
        over, count = self._block.attribute("for_each"), self._block.attribute("count")
        place = self._block.place
        if over is not None:
            value = self._evaluator.evaluate(over.expression)
            rounds = rounds_of(value)
            if rounds is None:
                nothing = unknown(place)
                yield "", {"each": object_of([Member("key", place, nothing), Member("value", place, nothing)], place)}
                return
            is_list = isinstance(value.json, list)
            for key, item in rounds[:_MAX_EACH]:
                name = item if is_list else key
                bound = [Member("key", place, name), Member("value", place, item)]
                yield name.text or "", {"each": object_of(bound, place)}
        elif count is not None:
            times = _number(self._evaluator.evaluate(count.expression))
            if times is None:
                yield "", {"count": object_of([Member("index", place, unknown(place))], place)}
                return
            for number in range(min(times, _MAX_EACH)):
                index = constant(Number(number), place)
                yield str(number), {"count": object_of([Member("index", place, index)], place)}
        else:
            yield "", {}


def _number(value: Value) -> int | None:
    text = value.json
    if isinstance(text, str) and HOLE not in text and text.isascii() and text.isdigit():
        return int(text[:6])
    return None


def properties_of(resource: Resource, evaluator: ModuleEvaluator) -> Value:
    """All attributes of a resource and of the blocks in it, as one object: of each kind of block there is a list."""
    return _object(resource.block, resource.names, evaluator, 0)


def _object(block: Block, names: Bound, evaluator: ModuleEvaluator, depth: int) -> Value:
    members = []
    for written in block.attributes():
        value = evaluator.evaluate(written.expression, names)
        if value.json is not None:
            members.append(Member(written.name, written.key, value))
    kinds: dict[str, list[Value]] = {}
    for inner in block.inner() if depth < _MAX_DEPTH else ():
        if inner.kind == "dynamic" and inner.labels:
            kinds.setdefault(inner.labels[0], []).extend(_dynamic(inner, names, evaluator, depth))
        else:
            kinds.setdefault(inner.kind, []).append(_object(inner, names, evaluator, depth + 1))
    for kind, values in kinds.items():
        members.append(Member(kind, block.place, list_of(values, block.place)))
    return object_of(members, block.place)


def _dynamic(block: Block, names: Bound, evaluator: ModuleEvaluator, depth: int) -> Iterator[Value]:
    over, contents = block.attribute("for_each"), block.blocks("content")
    rounds = rounds_of(evaluator.evaluate(over.expression, names)) if over is not None else None
    iterator = block.attribute("iterator")
    name = iterator.expression.text.strip('"') if iterator is not None else block.labels[0]
    for key, item in rounds or ():
        bound = object_of([Member("key", block.place, key), Member("value", block.place, item)], block.place)
        for content in contents[:1]:
            yield _object(content, {**names, name: bound}, evaluator, depth + 1)

"""Finds, for what a Terraform plan says, the places in the sources that it was made of."""

from __future__ import annotations

import os
from functools import cached_property

from iamscope.inputs.files import STDIN
from iamscope.inputs.policies import FoundPolicy, find_policies
from iamscope.inputs.terraform.blocks import Block
from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.holders import Uses, held_by
from iamscope.inputs.terraform.module import Module, folder_module, is_inside
from iamscope.inputs.terraform.policies import as_policy
from iamscope.inputs.terraform.values import Lump, NamedDocument
from iamscope.syntax.derived import Origin, Resolved, resolved_list, resolved_object
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, Json, Object

_MAX_DEPTH = 60
#: Texts with holes that one of a plan is compared with.
_MAX_COMPARED = 50


class _Source:
    """The module of a folder, and what is made of its expressions."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.uses = Uses(module)
        self.evaluator = Evaluator(module, Assumptions(truth=True))

    @cached_property
    def resources(self) -> dict[tuple[str, ...], Block]:
        return {block.labels: block for block in self.module.blocks if block.kind == "resource"}


class Sources:
    """The sources of a plan: its folder's, and those of the local modules that they call."""

    def __init__(self, path: str, configuration: Place | None) -> None:
        """`path` is the plan's own; `configuration` is the place of what it says of its sources, if it does."""
        self._folder = None if path == STDIN else os.path.dirname(path)
        self._configuration = configuration.value if configuration is not None else None
        self._read: dict[tuple[str, ...], _Source | None] = {}

    def is_boundary(self, modules: tuple[str, ...], name: str) -> bool:
        """Whether a managed policy is the permissions boundary of something in its module."""
        source = self._source(modules)
        return source is not None and name in source.uses.boundaries

    def shown(self, policy: FoundPolicy, modules: tuple[str, ...], labels: tuple[str, str]) -> FoundPolicy:
        """A policy of a resource, its parts shown where they are written; as it is where there is no source."""
        source = self._source(modules)
        block = source.resources.get(labels) if source else None
        if source is None or block is None:
            return policy
        for held in held_by(block):
            if held.path != policy.names:
                continue
            value = source.evaluator.evaluate(held.attribute.expression)
            written = NamedDocument(value, ("resource", *labels, *held.path)).root
            found = next(find_policies(written, held.path, as_policy, lambda _: iter(())), None)
            place = Lump(held.attribute.expression.place).root if found is None else found.place
            made = _overlaid(policy.value, place, 0)
            return FoundPolicy(made.place, made.value, policy.names)
        return policy

    def shown_grant(self, grant: FoundPolicy, modules: tuple[str, ...], labels: tuple[str, str]) -> FoundPolicy:
        """A grant, shown at the resource that makes it."""
        source = self._source(modules)
        block = source.resources.get(labels) if source else None
        if block is None:
            return grant
        made = _lump(grant.value, block.place)
        return FoundPolicy(made.place, made.value, grant.names)

    def _source(self, modules: tuple[str, ...]) -> _Source | None:
        if modules not in self._read:
            folder = self._folder_of(modules)
            module = folder_module(folder) if folder is not None else None
            self._read[modules] = _Source(module) if module is not None and module.files else None
        return self._read[modules]

    def _folder_of(self, modules: tuple[str, ...]) -> str | None:
        """The folder of a module, if it lies in that of the plan."""
        folder = self._folder
        called: Json = self._configuration
        called = called.get("root_module") if isinstance(called, Object) else None
        for name in modules:
            calls = called.get("module_calls") if isinstance(called, Object) else None
            call = calls.get(name) if isinstance(calls, Object) else None
            source = call.get("source") if isinstance(call, Object) else None
            if folder is None or not isinstance(call, Object) or not isinstance(source, str) or "\0" in source:
                return None
            if not source.startswith(("./", "../")):
                return None
            folder = os.path.normpath(os.path.join(folder, source))
            called = call.get("module")
        if folder is None or self._folder is None or not is_inside(folder, self._folder or "."):
            return None
        return folder


def _overlaid(value: Json, written: Place, depth: int) -> Resolved:
    """A value as it was worked out, at the place of the same value as it is written."""
    source = written.value
    if depth > _MAX_DEPTH or value == source:
        return Resolved(value, Origin(written)) if value == source else _lump(value, written)
    if isinstance(source, list) and len(source) == 1 and not isinstance(value, list):
        return _overlaid(value, written.child(0), depth + 1)  # the provider leaves out the list around one value
    if isinstance(value, Object) and isinstance(source, Object):
        steps = {name: step for step, (name, _) in enumerate(source)}
        members = []
        for name, item in value:
            if name in steps:
                place = written.child(steps[name])
                members.append((name, place.key, _overlaid(item, place, depth + 1)))
            elif (name, item) != ("Sid", ""):  # the provider's own addition
                members.append((name, Lump(written).root, _lump(item, written)))
        return resolved_object(members, Lump(written).root)
    if isinstance(value, list) and isinstance(source, list):
        return resolved_list(_items(value, source, written, depth), Lump(written).root)
    if isinstance(value, list):
        return resolved_list([_overlaid(item, written, depth + 1) for item in value], Lump(written).root)
    return _lump(value, written)


def _items(value: list[Json], source: list[Json], written: Place, depth: int) -> list[Resolved]:
    """The items of a list: texts where they are written alike, or with holes; others by their order. The provider
    sorts texts.
    """
    texts = {item: step for step, item in enumerate(source) if isinstance(item, str)}
    with_holes = [(item, step) for item, step in texts.items() if HOLE in item][:_MAX_COMPARED]
    items = []
    for step, item in enumerate(value):
        if isinstance(item, str):
            found = texts.get(item)
            if found is None:
                found = next((step for text, step in with_holes if _could_be(text, item)), None)
            items.append(_lump(item, written) if found is None else _overlaid(item, written.child(found), depth + 1))
        elif len(value) == len(source):
            items.append(_overlaid(item, written.child(step), depth + 1))
        else:
            items.append(_lump(item, written))
    return items


def _could_be(text: str, value: str) -> bool:
    """Whether a text with holes could be this one, as far as its ends tell."""
    parts = text.split(HOLE)
    return value.startswith(parts[0]) and value.endswith(parts[-1])


def _lump(value: Json, place: Place) -> Resolved:
    """A value that is not written as such, shown at one place."""
    return Resolved(value, Origin(Lump(place).root))

"""Which attributes of a module's resources hold policies, and of which kind those are that they refer to."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import NamedTuple

from iamscope.inputs.grants import GrantForm
from iamscope.inputs.terraform.blocks import Attribute, Block
from iamscope.inputs.terraform.documents import SOURCES, TYPE
from iamscope.inputs.terraform.module import Module
from iamscope.policy_types import PolicyType

_NONE, _ORGANIZATION = "none", "organization"
_ORGANIZATION_TYPES = {"SERVICE_CONTROL_POLICY": PolicyType.SCP, "RESOURCE_CONTROL_POLICY": PolicyType.RCP}
_REFERENCE = re.compile(r"\b(data\.aws_iam_policy_document|data\.template_file|local)\.([\w-]+)")
_KINDS = {"data.aws_iam_policy_document": "data", "data.template_file": "template", "local": "local"}
_BOUNDARY = re.compile(r"\baws_iam_policy\.([\w-]+)")


class Holder(NamedTuple):
    """The kind of policy that an attribute holds (None: told by its shape), and the type of what it is attached to."""

    policy_type: PolicyType | None
    resource_type: str | None = None


class Held(NamedTuple):
    """An attribute that holds a policy; `holder` is None where it is in another language, `path` its names."""

    attribute: Attribute
    path: tuple[str, ...]
    holder: Holder | None


class Reference(NamedTuple):
    """What an expression refers to: a local value, or a data source of a policy document or a template."""

    kind: str
    name: str


class _Table(NamedTuple):
    attributes: Mapping[str, Mapping[tuple[str, ...], tuple[str, str | None]]]
    grants: Mapping[str, GrantForm]


@cache
def _table() -> _Table:
    path = os.path.join(os.path.dirname(__file__), "terraform_policies.json")
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    attributes = {
        type: {tuple(path.split("/")): (kind, resource_type) for path, (kind, resource_type) in holders.items()}
        for type, holders in data["attributes"].items()
    }
    return _Table(attributes, {type: GrantForm(**form) for type, form in data["grants"].items()})


def grant_form(type: str) -> GrantForm | None:
    """How resources of a type are written that are grants."""
    return _table().grants.get(type)


def is_holder(type: str) -> bool:
    """Whether resources of a type hold policies, or are grants."""
    return type in _table().attributes or type in _table().grants


def holder_at(type: str, path: tuple[str, ...], organization_type: str | None) -> Holder | None:
    """What the attribute at a path (names of nested blocks included) holds; None for no policy of AWS's."""
    kind, resource_type = _table().attributes.get(type, {}).get(path, (_NONE, None))
    if kind == _NONE:
        return None
    if kind == _ORGANIZATION:
        return _organization(organization_type)
    return Holder(PolicyType(kind), resource_type)


def _organization(written: str | None) -> Holder | None:
    if written is None:
        return Holder(PolicyType.SCP)
    if written in _ORGANIZATION_TYPES:
        return Holder(_ORGANIZATION_TYPES[written])
    # one of another kind is in another language; what is not known may be either
    return None if written.isupper() else Holder(None)


def paths_of(type: str) -> list[tuple[str, ...]]:
    """The paths of the attributes of a type that hold documents, of other languages too."""
    return list(_table().attributes.get(type, {}))


def held_by(block: Block) -> Iterator[Held]:
    """The attributes of a resource that hold documents."""
    type = block.labels[0] if block.kind == "resource" and block.labels else ""
    for path in paths_of(type):
        for attribute in _at(block, path):
            yield Held(attribute, path, holder_at(type, path, _written_type(block)))


def _written_type(block: Block) -> str | None:
    attribute = block.attribute("type")
    return None if attribute is None else attribute.expression.text.strip('"')


def _at(block: Block, path: tuple[str, ...]) -> Iterator[Attribute]:
    blocks = [block]
    for name in path[:-1]:
        blocks = [
            inner
            for around in blocks
            for inner in (*around.blocks(name), *(c for d in around.dynamic(name) for c in d.blocks("content")))
        ]
    for inner in blocks:
        attribute = inner.attribute(path[-1])
        if attribute is not None:
            yield attribute


class Uses:
    """How a module uses its documents and local values."""

    def __init__(self, module: Module) -> None:
        self._module = module

    def holder(self, kind: str, name: str) -> Holder | None:
        """What holds a document or local value; None if nothing is known to, or several of different kinds do."""
        holders = self._holders.get(Reference(kind, name), [])
        types = {holder.policy_type for holder in holders}
        resource_types = {holder.resource_type for holder in holders}
        if len(types) != 1:
            return None
        return Holder(types.pop(), resource_types.pop() if len(resource_types) == 1 else None)

    @cached_property
    def boundaries(self) -> frozenset[str]:
        """The names of the managed policies that are permissions boundaries."""
        found = set()
        for block in self._module.blocks:
            attribute = block.attribute("permissions_boundary") if block.kind == "resource" else None
            if attribute is not None:
                found.update(_BOUNDARY.findall(attribute.expression.text))
        return frozenset(found)

    @cached_property
    def _holders(self) -> dict[Reference, list[Holder]]:
        found: dict[Reference, list[Holder]] = {}
        pending: list[tuple[Reference, Holder]] = []
        for block in self._module.blocks:
            for held in held_by(block):
                if held.holder is not None:
                    is_boundary = block.labels == ("aws_iam_policy", *sorted(self.boundaries & {block.labels[-1]}))
                    holder = Holder(PolicyType.BOUNDARY) if is_boundary else held.holder
                    pending += [(reference, holder) for reference in references(held.attribute)]
        below = self._below
        while pending:
            reference, holder = pending.pop()
            known = found.setdefault(reference, [])
            if holder not in known:
                known.append(holder)
                pending += [(inner, holder) for inner in below.get(reference, ())]
        return found

    @cached_property
    def _below(self) -> dict[Reference, list[Reference]]:
        """What local values and documents are made of."""
        found = {Reference("local", name): references(item) for name, item in self._module.locals.items()}
        for block in self._module.blocks:
            if block.kind == "data" and block.labels[:1] == (TYPE,) and len(block.labels) == 2:
                sources = [block.attribute(name) for name in SOURCES]
                found[Reference("data", block.labels[1])] = [
                    reference for source in sources if source is not None for reference in references(source)
                ]
        return found


def references(attribute: Attribute) -> list[Reference]:
    """The local values and documents that an attribute names."""
    found = _REFERENCE.findall(attribute.expression.text)
    return [Reference(_KINDS[kind], name) for kind, name in found]

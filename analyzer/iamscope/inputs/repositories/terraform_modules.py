"""What Terraform's modules declare: resources with the references between them, in called modules too."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from iamscope.inputs.repositories.declared import Declared, Deployment, Identity, Names, Nesting, attribute
from iamscope.inputs.repositories.policies import symbolic
from iamscope.inputs.repositories.resource_types import ResourceForm, data_form, form_of
from iamscope.inputs.repositories.terraform_values import Instances, ModuleEvaluator, Resource, properties_of
from iamscope.inputs.snapshots.fields import Field
from iamscope.inputs.terraform.blocks import Block
from iamscope.inputs.terraform.holders import grant_form
from iamscope.inputs.terraform.module import Module
from iamscope.inputs.terraform.templates import Names as Bound
from iamscope.inputs.terraform.values import NamedDocument, Value, constant
from iamscope.syntax.json_value import HOLE

#: Modules call each other no deeper, and a repository has no more of them.
_MAX_DEPTH = 10
_MAX_INSTANCES = 500
_MAX_RESOURCES = 5_000
#: Characters of an attribute that others take over.
_MAX_TEXT = 40_000

#: The module in a folder; None where there is none.
OpenModule = Callable[[str], Module | None]


class Context(NamedTuple):
    """What all modules of a repository share."""

    open: OpenModule
    names: Names
    where: Deployment
    #: The instances of modules that were made.
    instances: list[str]
    nesting: Nesting


class ModuleInstance:
    """A module as its caller sets it up: `arguments` are the values of its variables, `label` its name there."""

    def __init__(
        self,
        folder: str,
        module: Module,
        context: Context,
        arguments: Mapping[str, Value],
        label: str = "",
        depth: int = 0,
    ) -> None:
        self.folder = folder
        self._module = module
        self._context = context
        self._arguments = arguments
        self._label = label
        self._depth = depth
        self._evaluator = ModuleEvaluator(module, self)
        self._attributes: dict[tuple[str, ...], Value | None] = {}
        self._found: dict[tuple[str, str], list[Resource]] = {}
        self._modules: dict[str, dict[str, ModuleInstance]] = {}
        self._identities: dict[tuple[str, str, str], Identity | None] = {}

    # -- what references ask for

    @property
    def nesting(self) -> Nesting:
        """How deep references have led from one to another."""
        return self._context.nesting

    def argument(self, name: str) -> Value | None:
        """What the caller gives a variable; None where it leaves that to the default, and for what may not be shown."""
        return None if name in self._secret else self._arguments.get(name)

    @cached_property
    def _secret(self) -> frozenset[str]:
        blocks = (block for block in self._module.blocks if block.kind == "variable" and block.labels)
        return frozenset(
            block.labels[0]
            for block in blocks
            if (written := block.attribute("sensitive")) is not None and written.expression.text.strip() != "false"
        )

    def resources(self, type: str, name: str) -> Sequence[Resource]:
        """The instances of a resource; none while they are worked out."""
        if (type, name) not in self._found:
            self._found[type, name] = []
            self._found[type, name] = [
                Resource(type, name, key, block, names)
                for block in self._declaring.get((type, name), ())
                for key, names in Instances(block, self._evaluator).each()
            ]
        return self._found[type, name]

    @cached_property
    def _declaring(self) -> dict[tuple[str, str], list[Block]]:
        """The blocks of resources by type and name."""
        found: dict[tuple[str, str], list[Block]] = {}
        for block in self._blocks("resource"):
            found.setdefault((block.labels[0], block.labels[1]), []).append(block)
        return found

    def attribute(self, resource: Resource, name: str) -> Value | None:
        """An attribute of a resource: what AWS will make it, else what the module says."""
        form = form_of(resource.type)
        place = resource.block.place
        if form is not None:
            identity = self.identity(resource, form)
            found = None if identity is None else attribute(form, identity, name, self._where)
            if found is not None:
                return constant(found, place)
        asked = (resource.type, resource.name, resource.key, name)
        if asked not in self._attributes:
            self._attributes[asked] = None  # while it is worked out
            written = resource.block.attribute(name)
            if written is not None:
                value = self._evaluator.evaluate(written.expression, resource.names)
                is_long = isinstance(value.json, str) and len(value.json) > _MAX_TEXT
                self._attributes[asked] = None if is_long else value
        return self._attributes[asked]

    def data(self, type: str, name: str, wanted: str) -> str | None:
        """An attribute of a data source that only reads."""
        form = data_form(type)
        made = form.attributes.get(wanted) if form is not None else None
        if form is None or made is None:
            return None
        named = ""
        if "{name}" in made:
            block = next((block for block in self._blocks("data", type) if block.labels[1] == name), None)
            written = block.attribute(form.name) if block is not None else None
            value = self._evaluator.evaluate(written.expression) if written is not None else None
            named = (value.text or "") if value is not None else ""
            if not named or HOLE in named:
                return None
        return self._where.fill(made, name=named.removeprefix("https://"))

    def output(self, module: str, key: str | None, name: str) -> Value | None:
        """An output of a module that this one calls."""
        instances = self._children(module)
        child = instances.get(key or "") or next(iter(instances.values()), None)
        return None if child is None else child.value_of_output(name)

    def value_of_output(self, name: str) -> Value | None:
        """The value of one of this module's outputs."""
        blocks = (block for block in self._module.blocks if block.kind == "output" and block.labels[:1] == (name,))
        written = next((block.attribute("value") for block in blocks), None)
        if written is None:
            return None
        return self._evaluator.remembered("output", name, lambda: self._evaluator.evaluate(written.expression))

    @property
    def calls(self) -> set[str]:
        """The folders of the modules that it, and those that it calls, call."""
        return {folder for child in self.called for folder in (os.path.normpath(child.folder), *child.calls)}

    def property(self, modules: tuple[str, ...], type: str, name: str, wanted: str) -> Field | None:
        """An attribute of a resource of this module, or of one that it calls, as the sources say it."""
        if modules:
            child = next(iter(self._children(modules[0]).values()), None)
            return None if child is None else child.property(modules[1:], type, name, wanted)
        for resource in self.resources(type, name)[:1]:
            written = resource.block.attribute(wanted)
            if written is not None:
                value = self._evaluator.evaluate(written.expression, resource.names)
                root = NamedDocument(value, ("resource", type, name, wanted)).root
                return None if value.is_unknown else Field(value.json, root)
        return None

    # -- what the module declares

    def declared(self) -> Iterator[Declared]:
        """The resources of this module and of those that it calls."""
        number = 0
        for type, name in self._declaring:
            for resource in self.resources(type, name):
                number += 1
                form = form_of(resource.type)
                if form is None or number > _MAX_RESOURCES:
                    continue
                identity = self.identity(resource, form)
                if identity is not None:
                    yield self._declared(resource, form, identity)
        for child in self.called:
            yield from child.declared()

    def _declared(self, resource: Resource, form: ResourceForm, identity: Identity) -> Declared:
        self._evaluator.begin()
        value = properties_of(resource, self._evaluator)
        root = NamedDocument(value, ("resource", *resource.block.labels)).root
        return Declared(
            form, identity, self._where, resource.block.place, (Field(value.json, root),), (), grant_form(resource.type)
        )

    def identity(self, resource: Resource, form: ResourceForm) -> Identity | None:
        """A resource's identity; None while it is worked out, so that none is made of itself."""
        key = (resource.type, resource.name, resource.key)
        if key not in self._identities:
            self._identities[key] = None
            said = self._text(resource, form.name)
            prefix = self._text(resource, f"{form.name}_prefix") if form.name and not said else ""
            own = f"{resource.name}-{resource.key}" if resource.key else resource.name
            path = self._text(resource, form.fields.get("path", ""))
            qualifier = self._label or os.path.basename(os.path.abspath(self.folder)) or "module"
            self._identities[key] = self._context.names.claim(form, said or prefix + own, path, qualifier, self._where)
        return self._identities[key]

    def _text(self, resource: Resource, name: str) -> str:
        """The text of an attribute, with names in the stead of what is not known."""
        written = resource.block.attribute(name) if name else None
        if written is None:
            return ""
        value = self._evaluator.evaluate(written.expression, resource.names)
        if value.is_unknown:
            return "{" + _tidied(written.expression.text) + "}"
        root = NamedDocument(value, ()).root
        return symbolic(Field(value.json, root))

    @cached_property
    def _where(self) -> Deployment:
        """Where it is deployed: its first provider may name the Region."""
        where = self._context.where
        for block in self._module.blocks:
            if block.kind == "provider" and block.labels[:1] == ("aws",) and block.attribute("alias") is None:
                written = block.attribute("region")
                region = self._plain.evaluate(written.expression).text if written is not None else None
                if region and HOLE not in region:
                    return where._replace(region=region)
        return where

    @cached_property
    def _plain(self) -> ModuleEvaluator:
        return ModuleEvaluator(self._module, self)

    def _blocks(self, kind: str, type: str | None = None) -> Iterator[Block]:
        for block in self._module.blocks:
            if block.kind == kind and len(block.labels) == 2 and type in (None, block.labels[0]):
                yield block

    @cached_property
    def called(self) -> list[ModuleInstance]:
        """The instances of the modules that this one calls."""
        names = dict.fromkeys(block.labels[0] for block in self._module.blocks if _is_call(block))
        return [child for name in names for child in self._children(name).values()]

    def _children(self, name: str) -> dict[str, ModuleInstance]:
        """The instances of a called module, if it is one of this repository, by key; none while they are worked out."""
        if name not in self._modules:
            self._modules[name] = {}
            block = next((each for each in self._module.blocks if _is_call(each) and each.labels[0] == name), None)
            if block is not None and self._depth < _MAX_DEPTH:
                self._modules[name] = dict(self._instances(block))
        return self._modules[name]

    def _instances(self, block: Block) -> Iterator[tuple[str, ModuleInstance]]:
        folder = self._source(block)
        module = None if folder is None else self._context.open(folder)
        if folder is None or module is None:
            return
        for key, names in Instances(block, self._evaluator).each():
            if len(self._context.instances) >= _MAX_INSTANCES:
                break
            self._context.instances.append(folder)
            label = f"{block.labels[0]}-{key}" if key else block.labels[0]
            arguments = self._given(block, names)
            context = self._context._replace(where=self._where)
            yield key, ModuleInstance(folder, module, context, arguments, label, self._depth + 1)

    def _given(self, block: Block, names: Bound) -> dict[str, Value]:
        found = {}
        for written in block.attributes():
            if written.name not in ("source", "version", "count", "for_each", "providers", "depends_on"):
                value = self._evaluator.evaluate(written.expression, names)
                if value.json is not None:
                    found[written.name] = value
        return found

    def _source(self, block: Block) -> str | None:
        """The folder that a module call names, if it is one of this repository."""
        written = block.attribute("source")
        source = self._plain.evaluate(written.expression).text if written is not None else None
        if source is None or not re.match(r"\.{1,2}/|\.{1,2}$", source) or "\0" in source or HOLE in source:
            return None
        return os.path.normpath(os.path.join(self.folder, source))


def _is_call(block: Block) -> bool:
    return block.kind == "module" and len(block.labels) == 1


def _tidied(expression: str) -> str:
    words = re.findall(r"[A-Za-z_][\w.-]*", expression)
    return words[0][:60] if words else "unknown"

"""What Terraform's plans and states declare; what a plan does not know yet is known by the references that it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, Protocol

from iamscope.inputs.policies import FoundPolicy
from iamscope.inputs.repositories.declared import Declared, Deployment, Identity, Names, attribute
from iamscope.inputs.repositories.policies import document_of
from iamscope.inputs.repositories.resource_types import ResourceForm, form_of
from iamscope.inputs.snapshots.fields import Field, text
from iamscope.inputs.terraform.holders import grant_form, paths_of
from iamscope.inputs.terraform.plan import PlannedResource, planned_resources
from iamscope.inputs.terraform.sources import Sources
from iamscope.inputs.terraform.values import Value, constant
from iamscope.syntax.derived import Origin, Resolved, origin_of, resolved_object
from iamscope.syntax.document import Document, Place
from iamscope.syntax.json_value import Json

_MAX_RESOURCES = 20_000
#: How many modules a reference is followed through.
_MAX_DEPTH = 10


class PlannedSource(Protocol):
    """The sources that a plan was made of."""

    def property(self, modules: tuple[str, ...], type: str, name: str, wanted: str) -> Field | None:
        """An attribute of a resource as the sources say it."""


def declared(
    document: Document, path: str, names: Names, where: Deployment, source: PlannedSource | None = None
) -> list[Declared]:
    """The resources of a plan or state that have a bearing on access; `path` is the file's own.

    Documents that a plan does not know yet, as they name what is still to be made, are known by `source`.
    """
    return list(_Reader(document, path, names, where, source).declared())


def is_plan(document: Document) -> bool:
    """Whether a plan or state is a plan."""
    return bool({"planned_values", "resource_changes"} & Field(document.value, document.root).fields.keys())


def variables_of(document: Document) -> dict[str, Value]:
    """The values of variables that a plan was made with."""
    variables = Field(document.value, document.root).fields.get("variables")
    return {
        name: constant(entry.fields["value"].value, entry.place)
        for name, entry in (variables.fields.items() if variables is not None else ())
        if "value" in entry.fields and entry.fields["value"].value is not None
    }


class _Known(NamedTuple):
    """A resource of the plan with what is known of its type, and its identity."""

    resource: PlannedResource
    form: ResourceForm
    identity: Identity


class _Reader:
    """Reads one plan or state."""

    def __init__(
        self, document: Document, path: str, names: Names, where: Deployment, source: PlannedSource | None
    ) -> None:
        self._source = source
        self._root = document.root
        self._names = names
        self._where = where
        configuration = Field(document.value, document.root).fields.get("configuration")
        self._configuration = configuration.fields.get("root_module") if configuration is not None else None
        self._sources = Sources(path, None if configuration is None else configuration.place)

    @cached_property
    def _resources(self) -> list[_Known]:
        found = []
        for number, resource in enumerate(planned_resources(self._root)):
            form = form_of(resource.type)
            if form is not None and number < _MAX_RESOURCES:
                found.append(_Known(resource, form, self._identity(resource, form)))
        return found

    @cached_property
    def _by_address(self) -> dict[tuple[tuple[str, ...], str, str], list[_Known]]:
        found: dict[tuple[tuple[str, ...], str, str], list[_Known]] = {}
        for known in self._resources:
            resource = known.resource
            found.setdefault((resource.modules, resource.type, resource.name), []).append(known)
        return found

    def declared(self) -> Iterator[Declared]:
        for resource, form, identity in self._resources:
            properties = self._properties(resource)
            yield Declared(form, identity, self._where, resource.values, (properties,), (), grant_form(resource.type))

    def _identity(self, resource: PlannedResource, form: ResourceForm) -> Identity:
        fields = Field(resource.values.value, resource.values).fields
        name = fields[form.name].text if form.name in fields else ""
        key = resource.address.rpartition("[")[2].rstrip("]").strip('"') if resource.address.endswith("]") else ""
        name = name or (f"{resource.name}-{key}" if key else resource.name)
        arn = fields["arn"].text if "arn" in fields else ""
        if arn.startswith("arn:") and form.arn:
            return Identity(name.removeprefix("https://"), arn)
        path = fields["path"].text if "path" in fields else ""
        return self._names.claim(form, name, path, "-".join(resource.modules) or "planned", self._where)

    def _properties(self, resource: PlannedResource) -> Field:
        """The values of a resource: documents shown in the sources, references in the stead of what is not known."""
        values = Field(resource.values.value, resource.values)
        members: list[tuple[str, Place, Resolved]] = []
        held = {path[0] for path in paths_of(resource.type) if len(path) == 1}
        for name, field in values.fields.items():
            shown = self._shown(resource, name, field) if name in held and field.text else None
            made = Resolved(field.value, origin_of(field.place)) if shown is None else shown
            if field.value is not None:
                members.append((name, field.place.key, made))
        there = {name for name, _, _ in members}
        for name in sorted(held - there):
            said = self._said(resource, name)
            if said is not None:
                there.add(name)
                members.append((name, said.place, Resolved(said.value, origin_of(said.place))))
        for name, expression in self._expressions(resource).items():
            if name not in there:
                found = self._referred(resource.modules, expression, 0)
                if found:
                    members.append((name, resource.values, _said(found, resource.values)))
        made = resolved_object(members, resource.values)
        return Field(made.value, made.place)

    def _said(self, resource: PlannedResource, name: str) -> Field | None:
        if self._source is None:
            return None
        return self._source.property(resource.modules, resource.type, resource.name, name)

    def _shown(self, resource: PlannedResource, name: str, field: Field) -> Resolved | None:
        """A document in the place where the sources have it."""
        document = document_of(field, name)
        if document is None:
            return None
        found = self._sources.shown(
            FoundPolicy(document.place, document.value, (name,)), resource.modules, (resource.type, resource.name)
        )
        return Resolved(found.value, origin_of(found.place))

    # -- references

    def _expressions(self, resource: PlannedResource) -> Mapping[str, Field]:
        module = self._module(resource.modules)
        for entry in module["resources"].objects() if "resources" in module else ():
            if (text(entry, "type"), text(entry, "name")) == (resource.type, resource.name):
                return entry["expressions"].fields if "expressions" in entry else {}
        return {}

    def _module(self, modules: tuple[str, ...]) -> Mapping[str, Field]:
        """The configuration of a module; nothing for one that is not told."""
        found = self._configuration.fields if self._configuration is not None else {}
        for name in modules:
            calls = found["module_calls"].fields if "module_calls" in found else {}
            call = calls[name].fields if name in calls else {}
            found = call["module"].fields if "module" in call else {}
        return found

    def _referred(self, modules: tuple[str, ...], expression: Field, depth: int) -> str | None:
        """What an expression gives that is one reference, or a list of them: an attribute of a resource."""
        fields = expression.fields
        if "references" not in fields or depth > _MAX_DEPTH:
            return None
        for reference in fields["references"].items():
            found = self._reference(modules, reference.text, depth)
            if found is not None:
                return found
        return None

    def _reference(self, modules: tuple[str, ...], reference: str, depth: int) -> str | None:
        parts = _parts(reference)
        if len(parts) == 2 and parts[0] == "var" and modules:
            call = self._call(modules)
            given = call["expressions"].fields if "expressions" in call else {}
            return self._referred(modules[:-1], given[parts[1]], depth + 1) if parts[1] in given else None
        if len(parts) == 3 and parts[0] == "module":
            outputs = self._module((*modules, parts[1]))
            output = outputs["outputs"].fields.get(parts[2]) if "outputs" in outputs else None
            expression = output.fields.get("expression") if output is not None else None
            return self._referred((*modules, parts[1]), expression, depth + 1) if expression is not None else None
        if len(parts) == 3:
            for known in self._by_address.get((modules, parts[0], parts[1]), ()):
                return attribute(known.form, known.identity, parts[2], self._where)
        return None

    def _call(self, modules: tuple[str, ...]) -> Mapping[str, Field]:
        around = self._module(modules[:-1])
        calls = around["module_calls"].fields if "module_calls" in around else {}
        return calls[modules[-1]].fields if modules[-1] in calls else {}


def _parts(reference: str) -> list[str]:
    """The names of a reference, without the keys of instances: `aws_iam_role.x["a"].arn`."""
    while "[" in reference:
        before, _, after = reference.partition("[")
        reference = before + after.partition("]")[2]
    return reference.split(".")


def _said(text: Json, place: Place) -> Resolved:
    return Resolved(text, Origin(place, ()))

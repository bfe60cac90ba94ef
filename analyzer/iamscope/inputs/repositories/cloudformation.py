"""What CloudFormation templates (SAM's and the CDK's included) declare, with the references between their resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from iamscope.inputs.cloudformation import TemplateResource, grant_form, template_resources, used_conditions
from iamscope.inputs.intrinsics import Resolver, Template
from iamscope.inputs.repositories.declared import (
    MAX_NESTING,
    Declared,
    Deployment,
    Identity,
    Names,
    Nesting,
    at_path,
    attribute,
)
from iamscope.inputs.repositories.policies import symbolic
from iamscope.inputs.repositories.resource_types import ResourceForm, form_of
from iamscope.inputs.repositories.sam import implied_role
from iamscope.inputs.scenarios import Conditions
from iamscope.inputs.snapshots.fields import Field
from iamscope.syntax.derived import Resolved, constant, origin_of, resolved_object, unknown
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, Json, Object

#: A template with more resources is none: CloudFormation takes 500.
_MAX_RESOURCES = 5_000
#: Types of SAM that make a role where none is named.
_WITH_ROLES = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")


class Stack(NamedTuple):
    """A template: its place, its value, and the text that stands for its stack's name."""

    place: Place
    template: Object
    name: str


def declared(stacks: Iterable[Stack], names: Names, where: Deployment) -> list[list[Declared]]:
    """The resources of each template that have a bearing on access; what one exports others may import."""
    exports = _Exports()
    readers = [_Reader(stack, names, where, exports) for stack in stacks]
    exports.readers = readers
    return [list(reader.declared()) for reader in readers]


class _Known(NamedTuple):
    """A resource of the template with what is known of its type."""

    resource: TemplateResource
    form: ResourceForm


class _References(Template):
    """What the functions of a template refer to, other resources of the template included."""

    def __init__(self, sections: Mapping[str, Object], pseudo: Mapping[str, str], refer: Callable[[str], str | None]):
        empty = Object()
        super().__init__(sections.get("Parameters", empty), sections.get("Mappings", empty))
        self._pseudo = pseudo
        self._refer = refer

    def default(self, name: str) -> str | list[str] | None:
        """What `Ref` and `${…}` give: `name` may be a pseudo parameter, a resource, or one with an attribute."""
        if name in self._pseudo:
            return self._pseudo[name]
        found = self._refer(name)
        return super().default(name) if found is None else found


class _Resolver(Resolver):
    """Works out a template's functions, `Fn::GetAtt` of its own resources included."""

    def __init__(self, template: Template, conditions: Mapping[str, bool], exports: _Exports) -> None:
        super().__init__(template, conditions)
        self._exports = exports
        self._functions["Fn::GetAtt"] = self._get_attribute
        self._functions["Fn::ImportValue"] = self._import

    def _get_attribute(self, argument: Json, place: Place, _: int) -> Resolved:
        parts = argument if isinstance(argument, list) else [argument]
        if not all(isinstance(part, str) for part in parts):
            return unknown(place)
        found = self.template.default(".".join(str(part) for part in parts))
        return constant(found, place) if isinstance(found, str) else unknown(place)

    def _import(self, argument: Json, place: Place, depth: int) -> Resolved:
        name = self.resolve(argument, place, depth)
        found = self._exports.value(name.value) if name is not None and isinstance(name.value, str) else None
        return unknown(place) if found is None else constant(found, place)


class _Exports:
    """What the templates of a repository export, by name."""

    def __init__(self) -> None:
        self.readers: Sequence[_Reader] = ()
        self._known: dict[str, str | None] = {}
        self._depth = 0

    @cached_property
    def _by_name(self) -> dict[str, tuple[_Reader, Field]]:
        found: dict[str, tuple[_Reader, Field]] = {}
        for reader in self.readers:
            for name, value in reader.exports():
                found.setdefault(name, (reader, value))
        return found

    def value(self, name: str) -> str | None:
        """The text that is exported under a name; None for none, and for one that is made of itself."""
        if name not in self._known:
            if name not in self._by_name or self._depth >= MAX_NESTING:
                return None
            self._known[name] = None  # while it is worked out
            reader, value = self._by_name[name]
            self._depth += 1
            found = reader.text(value)
            self._depth -= 1
            self._known[name] = None if HOLE in found else found or None
        return self._known[name]


class _Reader:
    """Reads one template."""

    def __init__(self, stack: Stack, names: Names, where: Deployment, exports: _Exports) -> None:
        place, template, stem = stack
        sections = {name: item for name, item in template if isinstance(item, Object)}
        self._exports = exports
        self._names = names
        self._where = where
        self._stem = stem
        self._place = place
        self._value = template
        self._conditions = Conditions(sections.get("Conditions", Object()))
        pseudo = {
            "AWS::AccountId": where.account,
            "AWS::Region": where.region,
            "AWS::Partition": where.partition,
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": stem,
        }
        self._template = _References(sections, pseudo, self._refer)
        self._nesting = Nesting()
        self._identities: dict[str, Identity | None] = {}

    @cached_property
    def _resources(self) -> dict[str, _Known]:
        found: dict[str, _Known] = {}
        for number, resource in enumerate(template_resources(self._place, self._value)):
            form = form_of(resource.type)
            if form is not None and number < _MAX_RESOURCES:
                found.setdefault(resource.name, _Known(resource, form))
        return found

    def exports(self) -> Iterator[tuple[str, Field]]:
        """The names of what the template exports, each with its value."""
        outputs = Field(self._value, self._place).fields.get("Outputs")
        for output in outputs.fields.values() if outputs is not None else ():
            export, value = output.fields.get("Export"), output.fields.get("Value")
            name = export.fields.get("Name") if export is not None else None
            if name is not None and value is not None:
                yield self.text(name), value

    def text(self, field: Field) -> str:
        """A text of the template, with a hole for what is not known; empty for what is no text."""
        resolved = _Resolver(self._template, {}, self._exports).resolve(field.value, field.place, 3)
        return resolved.value if resolved is not None and isinstance(resolved.value, str) else ""

    def declared(self) -> Iterator[Declared]:
        """The resources that have a bearing on access."""
        for name, (resource, known) in self._resources.items():
            identity, form = self._identity(name), known
            if identity is None or form.kind == "other":
                continue
            used = tuple(sorted(used_conditions(resource.value)))
            readings = tuple(self._readings(resource))
            place = resource.place.key
            role = self._implied.get(name)
            if role is not None and readings:
                service = "states.amazonaws.com" if "StateMachine" in resource.type else "lambda.amazonaws.com"
                implied = tuple(implied_role(each, service) for each in readings)
                yield role._replace(readings=implied, conditions=used)
                form = form._replace(fields={**form.fields, "workload": "Role"})
                readings = tuple(_with_role(each, role.identity.arn, place) for each in readings)
            yield Declared(form, identity, self._where, place, readings, used, grant_form(resource.type))

    @cached_property
    def _implied(self) -> dict[str, Declared]:
        """The roles that SAM makes for functions and state machines that name none, by the name of those."""
        found = {}
        form = form_of("AWS::IAM::Role")
        for name, (resource, _) in self._resources.items():
            properties = resource.value.get("Properties")
            lacks_role = isinstance(properties, Object) and properties.get("Role") is None
            if form is not None and lacks_role and resource.type in _WITH_ROLES:
                identity = self._names.claim(form, f"{name}Role", "", self._stem, self._where)
                found[name] = Declared(form, identity, self._where, resource.place.key, ())
        return found

    def _readings(self, resource: TemplateResource) -> Iterator[Field]:
        """The properties under each way that the conditions may turn out, equal ones once."""
        seen: list[Json] = []
        condition = resource.value.get("Condition")
        required = condition if isinstance(condition, str) else None
        for truths in self._conditions.scenarios(used_conditions(resource.value), required):
            resolved = _Resolver(self._template, truths, self._exports).resolve(resource.value, resource.place)
            if resolved is None:
                continue
            place = resolved.place
            properties = Field(place.value, place).fields.get("Properties", Field(Object(), place))
            if properties.value not in seen:
                seen.append(properties.value)
                yield properties

    def _refer(self, name: str) -> str | None:
        """What a reference to a resource, or (after a dot) to an attribute of one, gives."""
        return self._nesting.follow(lambda: self._reference(name))

    def _reference(self, name: str) -> str | None:
        logical, _, wanted = name.partition(".")
        if logical not in self._resources:
            owner = logical.removesuffix("Role")
            role = self._implied.get(owner) if owner != logical else None
            return None if role is None else attribute(role.form, role.identity, wanted, self._where)
        identity = self._identity(logical)
        form = self._resources[logical].form
        return None if identity is None else attribute(form, identity, wanted, self._where)

    def _identity(self, name: str) -> Identity | None:
        """A resource's identity; None while it is worked out, so that none is made of itself."""
        if name not in self._identities:
            self._identities[name] = None
            known = self._resources[name]
            said = self._property(known.resource, known.form.name)
            path = self._property(known.resource, known.form.fields.get("path", ""))
            if known.form.kind == "other":
                identity = Identity(said or name, self._where.fill(known.form.arn, name=said or name))
            else:
                identity = self._names.claim(known.form, said or name, path, self._stem, self._where)
            self._identities[name] = identity
        return self._identities[name]

    def _property(self, resource: TemplateResource, path: str) -> str:
        """The text of a property, with names in the stead of what is not known."""
        if not path:
            return ""
        found = next((each for each in at_path(Field(resource.value, resource.place), f"Properties/{path}")), None)
        if found is None:
            return ""
        required = resource.value.get("Condition")
        scenarios = self._conditions.scenarios(
            used_conditions(resource.value), required if isinstance(required, str) else None
        )
        resolved = _Resolver(self._template, scenarios[0], self._exports).resolve(found.value, found.place, 3)
        return "" if resolved is None else symbolic(Field(resolved.value, resolved.place))


def _with_role(properties: Field, arn: str, place: Place) -> Field:
    """The properties of a function with the role that SAM makes for it."""
    members = [(name, place, Resolved(item.value, origin_of(item.place))) for name, item in properties.fields.items()]
    made = resolved_object([*members, ("Role", place, constant(arn, place))], origin_of(properties.place).place)
    return Field(made.value, made.place)

"""What CloudFormation templates (SAM's and the CDK's included) declare, with the references between their resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from iamscope.inputs.cloudformation import TemplateResource, grant_form, template_resources, used_conditions
from iamscope.inputs.intrinsics import Resolver, Template
from iamscope.inputs.repositories.declared import Declared, Deployment, Identity, Names, at_path, attribute
from iamscope.inputs.repositories.policies import symbolic
from iamscope.inputs.repositories.resource_types import ResourceForm, form_of
from iamscope.inputs.repositories.sam import implied_role
from iamscope.inputs.scenarios import Conditions
from iamscope.inputs.snapshots.fields import Field
from iamscope.syntax.derived import Resolved, constant, origin_of, resolved_object, unknown
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Json, Object

#: A template with more resources is none: CloudFormation takes 500.
_MAX_RESOURCES = 5_000
#: Types of SAM that make a role where none is named.
_WITH_ROLES = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")


def declared(place: Place, template: Object, names: Names, where: Deployment, stem: str) -> list[Declared]:
    """The resources of the template at a place that have a bearing on access; `stem` stands for its stack's name."""
    return list(_Reader(place, template, names, where, stem).declared())


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

    def __init__(self, template: Template, conditions: Mapping[str, bool]) -> None:
        super().__init__(template, conditions)
        self._functions["Fn::GetAtt"] = self._get_attribute

    def _get_attribute(self, argument: Json, place: Place, _: int) -> Resolved:
        parts = argument if isinstance(argument, list) else [argument]
        if not all(isinstance(part, str) for part in parts):
            return unknown(place)
        found = self.template.default(".".join(str(part) for part in parts))
        return constant(found, place) if isinstance(found, str) else unknown(place)


class _Reader:
    """Reads one template."""

    def __init__(self, place: Place, template: Object, names: Names, where: Deployment, stem: str) -> None:
        sections = {name: item for name, item in template if isinstance(item, Object)}
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
        self._identities: dict[str, Identity | None] = {}

    @cached_property
    def _resources(self) -> dict[str, _Known]:
        found: dict[str, _Known] = {}
        for number, resource in enumerate(template_resources(self._place, self._value)):
            form = form_of(resource.type)
            if form is not None and number < _MAX_RESOURCES:
                found.setdefault(resource.name, _Known(resource, form))
        return found

    def declared(self) -> Iterator[Declared]:
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
            resolved = _Resolver(self._template, truths).resolve(resource.value, resource.place)
            if resolved is None:
                continue
            place = resolved.place
            properties = Field(place.value, place).fields.get("Properties", Field(Object(), place))
            if properties.value not in seen:
                seen.append(properties.value)
                yield properties

    def _refer(self, name: str) -> str | None:
        """What a reference to a resource, or (after a dot) to an attribute of one, gives."""
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
        resolved = _Resolver(self._template, scenarios[0]).resolve(found.value, found.place, 3)
        return "" if resolved is None else symbolic(Field(resolved.value, resolved.place))


def _with_role(properties: Field, arn: str, place: Place) -> Field:
    """The properties of a function with the role that SAM makes for it."""
    members = [(name, place, Resolved(item.value, origin_of(item.place))) for name, item in properties.fields.items()]
    made = resolved_object([*members, ("Role", place, constant(arn, place))], origin_of(properties.place).place)
    return Field(made.value, made.place)

"""Policies in CloudFormation templates, as written by hand, by SAM or by the CDK."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from iamscope.inputs.grants import GrantForm, granted
from iamscope.inputs.intrinsics import Resolver, Template
from iamscope.inputs.placeholders import Finder, all_placeholders, foreign
from iamscope.inputs.policies import Container, FoundPolicy, Judge, Verdict, find_policies, resembles_policy
from iamscope.inputs.scenarios import Conditions
from iamscope.policy_types import PolicyType
from iamscope.syntax.derived import Resolved, origin_of
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Json, Object

#: What `AWS::Organizations::Policy` says of its kind; policies of other kinds are in other languages.
_ORGANIZATION_TYPES = {"SERVICE_CONTROL_POLICY": PolicyType.SCP, "RESOURCE_CONTROL_POLICY": PolicyType.RCP}
_NONE, _ORGANIZATION = "none", "organization"


class _Holder(NamedTuple):
    """What a property holds: a kind of policy, or `none` or `organization`; and what the policy is attached to."""

    kind: str
    resource_type: str | None


class _Table(NamedTuple):
    """Which properties of a type of resource hold policies, by their names; and the types that are grants."""

    properties: Mapping[str, Mapping[tuple[str, ...], _Holder]]
    grants: Mapping[str, GrantForm]


@cache
def _table() -> _Table:
    path = os.path.join(os.path.dirname(__file__), "cloudformation_policies.json")
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    properties = {
        type: {("Properties", *path.split("/")): _Holder(*holder) for path, holder in holders.items()}
        for type, holders in data["properties"].items()
    }
    return _Table(properties, {type: GrantForm(**form) for type, form in data["grants"].items()})


class TemplateResource(NamedTuple):
    """A resource of a template: its logical name, its type, its value and the place of that."""

    name: str
    type: str
    value: Object
    place: Place


def grant_form(type: str) -> GrantForm | None:
    """How resources of a type are written that are grants."""
    return _table().grants.get(type)


def template_policies(place: Place, value: Object) -> Iterator[FoundPolicy]:
    """The policies of a template, its functions worked out; one under several conditions is one policy."""
    yield from _Reader(place, value).policies()


class _Reader:
    """Finds the policies of one template."""

    def __init__(self, place: Place, value: Object) -> None:
        self.place = place
        self.value = value
        sections = {name: item for name, item in value if isinstance(item, Object)}
        empty = Object()
        self.template = Template(sections.get("Parameters", empty), sections.get("Mappings", empty))
        self.conditions = Conditions(sections.get("Conditions", empty))
        self.resources = list(template_resources(place, value))
        self.boundaries = frozenset(_boundaries(self.resources))
        # `${X}` outside of a function is IAM's in a template, but the tool's that holds templates in files of its own
        is_file = not place.steps and place.document.outer is None
        self.find: Finder = foreign if is_file else all_placeholders

    def policies(self) -> Iterator[FoundPolicy]:
        for resource in self.resources:
            if resource.type in _table().grants or _mentions(resource.value, "tatement"):
                yield from self._policies(resource)
        for step, (name, item) in enumerate(self.value):
            if name != "Resources" and _mentions(item, "tatement"):
                yield from find_policies(self.place.child(step), (name,), find=self.find)

    def _policies(self, resource: TemplateResource) -> Iterator[FoundPolicy]:
        condition = resource.value.get("Condition")
        required = condition if isinstance(condition, str) else None
        found: dict[str, FoundPolicy] = {}
        for truths in self.conditions.scenarios(used_conditions(resource.value), required):
            resolved = Resolver(self.template, truths).resolve(resource.value, resource.place)
            if resolved is None:
                continue
            for policy in self._in_resource(resource, resolved):
                pointer = policy.place.pointer
                known = found.get(pointer)
                if known is None:
                    found[pointer] = policy
                elif all(policy.value != place.value for place in (known.place, *known.others)):
                    found[pointer] = known._replace(others=(*known.others, policy.place))
        yield from found.values()

    def _in_resource(self, resource: TemplateResource, resolved: Resolved) -> Iterator[FoundPolicy]:
        root = resolved.place
        for policy in find_policies(root, (), _judge(resource.type), self.find):
            yield policy._replace(container=self._container(resource, policy, root))
        form = _table().grants.get(resource.type)
        step = next((step for step, (name, _) in enumerate(resource.value) if name == "Properties"), None)
        if form is not None and step is not None and isinstance(resolved.value, Object):
            properties = Resolved(resolved.value.get("Properties"), resolved.origin.child(step))
            grant = granted(form, properties, ("Properties",))
            if grant is not None:
                name = _with_cdk_path(resource.name, resource)
                yield grant._replace(container=Container(PolicyType.RESOURCE, form.resource_type, name))

    def _container(self, resource: TemplateResource, policy: FoundPolicy, root: Place) -> Container:
        name = _with_cdk_path(_readable(resource, policy, root), resource)
        holder = _table().properties.get(resource.type, {}).get(policy.names)
        if holder is None:
            return Container(name=name)
        if holder.kind == _ORGANIZATION:
            return Container(_organization_type(root.value, policy.value), None, name)
        policy_type = PolicyType(holder.kind)
        if policy_type is PolicyType.IDENTITY and resource.name in self.boundaries:
            policy_type = PolicyType.BOUNDARY
        return Container(policy_type, holder.resource_type, name)


def template_resources(place: Place, template: Object) -> Iterator[TemplateResource]:
    pending = [(place.child(step), item) for step, (name, item) in enumerate(template) if name == "Resources"]
    while pending:
        place, section = pending.pop()
        for step, (name, item) in enumerate(section if isinstance(section, Object) else ()):
            if name.startswith("Fn::ForEach::") and isinstance(item, list) and len(item) == 3:
                pending.append((place.child(step).child(2), item[2]))
            elif isinstance(item, Object):
                type = item.get("Type")
                yield TemplateResource(name, type if isinstance(type, str) else "", item, place.child(step))


def _boundaries(resources: list[TemplateResource]) -> Iterator[str]:
    """The managed policies of a template that are boundaries of its roles, users and functions."""
    for resource in resources:
        properties = resource.value.get("Properties")
        boundary = properties.get("PermissionsBoundary") if isinstance(properties, Object) else None
        yield from (item for name, item in _members(boundary) if name == "Ref" and isinstance(item, str))


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    """The members of all objects in a value, at any depth."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, Object):
            yield from item
            pending += [member for _, member in item]
        elif isinstance(item, list):
            pending += item


def _mentions(value: Json, word: str) -> bool:
    """Whether a word is in a name or a text of a value."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if word in item:
                return True
        elif isinstance(item, Object):
            pending += [part for member in item for part in member]
        elif isinstance(item, list):
            pending += item
    return False


def used_conditions(value: Json) -> frozenset[str]:
    """The names of the conditions that `Fn::If` asks for in a value."""
    choices = (item for name, item in _members(value) if name == "Fn::If" and isinstance(item, list))
    return frozenset(choice[0] for choice in choices if choice and isinstance(choice[0], str))


def _judge(type: str) -> Judge:
    """Knows the properties of a type of resource; what it does not know is found by its shape."""
    properties = _table().properties.get(type, {})

    def judge(names: tuple[str, ...], value: Json) -> Verdict | None:
        if names in ((), ("Properties",)):
            return Verdict.INSIDE
        holder = properties.get(names)
        if holder is None:
            return None
        if holder.kind == _NONE:
            return Verdict.NOTHING
        if names[-1] in ("Statement", "CustomStatements"):
            return Verdict.STATEMENTS
        return Verdict.POLICY if isinstance(value, str) or resembles_policy(value) else None

    return judge


def _organization_type(resource: Json, policy: Json) -> PolicyType:
    properties = resource.get("Properties") if isinstance(resource, Object) else None
    kind = properties.get("Type") if isinstance(properties, Object) else None
    if isinstance(kind, str) and kind in _ORGANIZATION_TYPES:
        return _ORGANIZATION_TYPES[kind]
    # the kind is a parameter: of the two only resource control policies name principals
    return PolicyType.RCP if _mentions(policy, "Principal") else PolicyType.SCP


def _readable(resource: TemplateResource, policy: FoundPolicy, root: Place) -> str:
    """Such as `MyRole.Policies[0].PolicyDocument`; functions and their arguments are left out."""
    around, place = origin_of(root).place, origin_of(policy.place).place
    while place.document is not around.document and place.document.outer is not None:
        place = origin_of(place.document.outer).place
    words, in_function = [resource.name], False
    for item in place.path(around) if place.document is around.document else ():
        if item.kind == "index":
            words += [] if in_function else [f"[{item.step}]"]
            in_function = False
            continue
        in_function = str(item.step).startswith("Fn::")
        if not in_function and item.step != "Properties":
            words.append(f".{item.step}")
    return "".join(words)


def _with_cdk_path(name: str, resource: TemplateResource) -> str:
    """A name with the path that the CDK knows the resource by: `MyRole (stack/MyRole/Resource)`."""
    metadata = resource.value.get("Metadata")
    path = metadata.get("aws:cdk:path") if isinstance(metadata, Object) else None
    return f"{name} ({path})" if isinstance(path, str) else name

"""Policies in CloudFormation templates, as written by hand, by SAM or by the CDK."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from iamscope.inputs.intrinsics import Resolver, Template
from iamscope.inputs.policies import Container, FoundPolicy, Judge, Verdict, find_policies, resembles_policy
from iamscope.inputs.scenarios import scenarios
from iamscope.policy_types import PolicyType
from iamscope.syntax.derived import derived
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Json, Object

#: What `AWS::Organizations::Policy` says of its kind; policies of other kinds are in other languages.
_ORGANIZATION_TYPES = {"SERVICE_CONTROL_POLICY": PolicyType.SCP, "RESOURCE_CONTROL_POLICY": PolicyType.RCP}
_NONE, _ORGANIZATION = "none", "organization"


class _Holder(NamedTuple):
    """What a property holds: a kind of policy, or `none` or `organization`; and what the policy is attached to."""

    kind: str
    resource_type: str | None


@cache
def _table() -> dict[str, dict[tuple[str, ...], _Holder]]:
    """Which properties of a type of resource hold policies, by their names."""
    path = os.path.join(os.path.dirname(__file__), "cloudformation_policies.json")
    with open(path, encoding="utf-8") as file:
        types = json.load(file)["properties"]
    return {
        type: {("Properties", *path.split("/")): _Holder(*holder) for path, holder in properties.items()}
        for type, properties in types.items()
    }


class _Resource(NamedTuple):
    """A resource of a template: its logical name, its type, its value and the place of that."""

    name: str
    type: str
    value: Object
    place: Place


def template_policies(place: Place, value: Object) -> Iterator[FoundPolicy]:
    """The policies of a template, its functions worked out; one under several conditions is one policy."""
    sections = {name: item for name, item in value if isinstance(item, Object)}
    empty = Object()
    template = Template(sections.get("Parameters", empty), sections.get("Mappings", empty))
    conditions = sections.get("Conditions", empty)
    resources = list(_resources(place, value))
    boundaries = _boundaries(resources)
    for resource in resources:
        if _mentions_statement(resource.value):
            yield from _policies(resource, template, conditions, boundaries)
    for step, (name, item) in enumerate(value):
        if name != "Resources" and _mentions_statement(item):
            yield from find_policies(place.child(step), (name,))


def _resources(place: Place, template: Object) -> Iterator[_Resource]:
    pending = [(place.child(step), item) for step, (name, item) in enumerate(template) if name == "Resources"]
    while pending:
        place, section = pending.pop()
        for step, (name, item) in enumerate(section if isinstance(section, Object) else ()):
            if name.startswith("Fn::ForEach::") and isinstance(item, list) and len(item) == 3:
                pending.append((place.child(step).child(2), item[2]))
            elif isinstance(item, Object):
                type = item.get("Type")
                yield _Resource(name, type if isinstance(type, str) else "", item, place.child(step))


def _boundaries(resources: list[_Resource]) -> frozenset[str]:
    """The managed policies of a template that are boundaries of its roles and users."""
    found = set()
    for resource in resources:
        properties = resource.value.get("Properties")
        boundary = properties.get("PermissionsBoundary") if isinstance(properties, Object) else None
        name = boundary.get("Ref") if isinstance(boundary, Object) else None
        if isinstance(name, str):
            found.add(name)
    return frozenset(found)


def _mentions_statement(value: Json) -> bool:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if "tatement" in item:
                return True
        elif isinstance(item, Object):
            for name, member in item:
                if "tatement" in name:
                    return True
                pending.append(member)
        elif isinstance(item, list):
            pending += item
    return False


def _used_conditions(value: Json) -> frozenset[str]:
    """The names of the conditions that `Fn::If` asks for in a value."""
    found = set()
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, Object):
            for name, member in item:
                pending.append(member)
                if name == "Fn::If" and isinstance(member, list) and member and isinstance(member[0], str):
                    found.add(member[0])
        elif isinstance(item, list):
            pending += item
    return frozenset(found)


def _policies(
    resource: _Resource, template: Template, conditions: Object, boundaries: frozenset[str]
) -> Iterator[FoundPolicy]:
    condition = resource.value.get("Condition")
    required = condition if isinstance(condition, str) else None
    found: dict[str, FoundPolicy] = {}
    for truths in scenarios(conditions, _used_conditions(resource.value), required):
        resolved = Resolver(template, truths).resolve(resource.value, resource.place)
        if resolved is None:
            continue
        root = derived(resolved.value, resolved.origin)
        for policy in find_policies(root, (), _judge(resource.type)):
            pointer = policy.place.pointer
            known = found.get(pointer)
            if known is None:
                container = _container(resource, policy, root, boundaries)
                found[pointer] = policy._replace(container=container)
            elif all(policy.value != place.value for place in (known.place, *known.others)):
                found[pointer] = known._replace(others=(*known.others, policy.place))
    yield from found.values()


def _judge(type: str) -> Judge:
    """Knows the properties of a type of resource; what it does not know is found by its shape."""
    properties = _table().get(type, {})

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
        return Verdict.POLICY if isinstance(value, Object) and resembles_policy(value) else None

    return judge


def _container(resource: _Resource, policy: FoundPolicy, root: Place, boundaries: frozenset[str]) -> Container:
    name = _readable(resource, policy, root)
    holder = _table().get(resource.type, {}).get(policy.names)
    if holder is None:
        return Container(name=name)
    if holder.kind == _ORGANIZATION:
        properties = resource.value.get("Properties")
        kind = properties.get("Type") if isinstance(properties, Object) else None
        return Container(_ORGANIZATION_TYPES.get(kind) if isinstance(kind, str) else None, None, name)
    policy_type = PolicyType(holder.kind)
    if policy_type is PolicyType.IDENTITY and resource.name in boundaries:
        policy_type = PolicyType.BOUNDARY
    return Container(policy_type, holder.resource_type, name)


def _readable(resource: _Resource, policy: FoundPolicy, root: Place) -> str:
    """Such as `MyRole.Policies[0].PolicyDocument (stack/MyRole/Resource)`, with the path that the CDK knows it by."""
    place = policy.place
    while place.document is not root.document and place.document.outer is not None:
        place = place.document.outer
    words = [resource.name]
    if place.document is root.document:
        words += [f"[{item.step}]" if item.kind == "index" else f".{item.step}" for item in place.path(root)]
    name = "".join(words).replace(".Properties", "", 1)
    metadata = resource.value.get("Metadata")
    path = metadata.get("aws:cdk:path") if isinstance(metadata, Object) else None
    return f"{name} ({path})" if isinstance(path, str) else name

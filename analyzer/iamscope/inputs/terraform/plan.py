"""Policies in Terraform's plans (`terraform show -json`) and states: values as they will be, or are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamscope.inputs.grants import granted
from iamscope.inputs.policies import Container, FoundPolicy, Judge, Verdict, find_policies, resembles_policy
from iamscope.inputs.terraform.holders import grant_form, holder_at, paths_of
from iamscope.inputs.terraform.sources import Sources
from iamscope.policy_types import PolicyType
from iamscope.syntax.derived import Origin, Resolved, resolved_object
from iamscope.syntax.document import Document, Place
from iamscope.syntax.json_value import UNKNOWN, Json, Object

#: Modules nest no deeper.
_MAX_MODULES = 30


class PlannedResource(NamedTuple):
    """A resource of a plan or state: its address, the names of the modules it is in, and the place of its values."""

    address: str
    modules: tuple[str, ...]
    type: str
    name: str
    values: Place


def is_plan_or_state(value: Json) -> bool:
    """Whether a JSON document is a plan or a state of Terraform or OpenTofu."""
    if not isinstance(value, Object):
        return False
    names = {name for name, _ in value}
    shown = "format_version" in names and bool(names & {"planned_values", "resource_changes", "values"})
    return shown or {"terraform_version", "lineage", "resources"} <= names


def plan_policies(document: Document, path: str) -> Iterator[FoundPolicy]:
    """The policies of a plan or state, shown in the sources that it was made of where they are in the same folder;
    `path` is the file's own.
    """
    root = document.root
    unknown = {_text(change, "address"): change for change in _objects(_member(root, "resource_changes"))}
    sources = Sources(path, _member(root, "configuration"))
    for resource in planned_resources(root):
        change = unknown.get(resource.address)
        after = _member(_member(change, "change"), "after_unknown") if change else None
        yield from _in_resource(resource, after, sources)


def _in_resource(resource: PlannedResource, after: Place | None, sources: Sources) -> Iterator[FoundPolicy]:
    type = resource.type
    names = (type, resource.name)
    for policy in find_policies(resource.values, (), _judge(type), lambda _: iter(())):
        name = ".".join((resource.address, *policy.names))
        holder = holder_at(type, policy.names, _text(resource.values, "type"))
        if holder is not None and type == "aws_iam_policy" and sources.is_boundary(resource.modules, resource.name):
            holder = holder._replace(policy_type=PolicyType.BOUNDARY)
        container = Container(*holder, name) if holder else Container(name=name)
        shown = sources.shown(policy, resource.modules, names)
        yield shown._replace(container=container)
    form = grant_form(type)
    values = resource.values.value
    if form is None or not isinstance(values, Object):
        return
    members = [
        (name, resource.values.child(step).key, Resolved(item, Origin(resource.values.child(step))))
        for step, (name, item) in enumerate(values)
        if item is not None
    ]
    later = after.value if after else None
    if isinstance(later, Object):
        place = resource.values
        members += [(name, place, Resolved(UNKNOWN, Origin(place, ()))) for name, item in later if item is True]
    grant = granted(form, resolved_object(members, resource.values), names)
    if grant is not None:
        container = Container(PolicyType.RESOURCE, form.resource_type, resource.address)
        yield sources.shown_grant(grant, resource.modules, names)._replace(container=container)


def _judge(type: str) -> Judge:
    """Knows the attributes of a type of resource; what it does not know is found by its shape."""
    paths = set(paths_of(type))

    def judge(names: tuple[str, ...], value: Json) -> Verdict | None:
        if names not in paths:
            return None
        if holder_at(type, names, None) is None:
            return Verdict.NOTHING
        return Verdict.POLICY if isinstance(value, Object) and resembles_policy(value) else None

    return judge


def planned_resources(root: Place) -> Iterator[PlannedResource]:
    """The managed resources: of a plan, a state as it is shown, or a state as it is stored."""
    shown = _member(root, "planned_values") or _member(root, "values")
    if shown is not None:
        yield from _in_module(_member(shown, "root_module"), (), 0)
    elif _member(root, "resource_changes") is not None:
        yield from _changed(_member(root, "resource_changes"))
    else:
        yield from _stored(_member(root, "resources"))


def _in_module(module: Place | None, modules: tuple[str, ...], depth: int) -> Iterator[PlannedResource]:
    if module is None or depth > _MAX_MODULES:
        return
    for place in _objects(_member(module, "resources")):
        yield from _resource(place, modules, _member(place, "values"))
    for child in _objects(_member(module, "child_modules")):
        yield from _in_module(child, _module_names(_text(child, "address") or ""), depth + 1)


def _changed(changes: Place | None) -> Iterator[PlannedResource]:
    for place in _objects(changes):
        modules = _module_names(_text(place, "module_address") or "")
        yield from _resource(place, modules, _member(_member(place, "change"), "after"))


def _stored(resources: Place | None) -> Iterator[PlannedResource]:
    for place in _objects(resources):
        for instance in _objects(_member(place, "instances")):
            modules = _module_names(_text(place, "module") or "")
            yield from _resource(place, modules, _member(instance, "attributes"))


def _resource(place: Place, modules: tuple[str, ...], values: Place | None) -> Iterator[PlannedResource]:
    type, name = _text(place, "type"), _text(place, "name")
    if values is not None and type and name and _text(place, "mode") == "managed":
        around = [f"module.{module}" for module in modules]
        address = _text(place, "address") or ".".join((*around, type, name))
        yield PlannedResource(address, modules, type, name, values)


def _module_names(address: str) -> tuple[str, ...]:
    """The names in the address of a module, `module.a["x"].module.b[0]`, without the keys of its instances."""
    names = []
    at = 0
    while address.startswith("module.", at):
        at += len("module.")
        end = at
        while end < len(address) and address[end] not in ".[":
            end += 1
        names.append(address[at:end])
        if address[end : end + 2] == '["':
            closing = address.find('"]', end)
            end = len(address) if closing < 0 else closing + 2
        elif address[end : end + 1] == "[":
            closing = address.find("]", end)
            end = len(address) if closing < 0 else closing + 1
        at = end + 1
    return tuple(names)


def _member(place: Place | None, name: str) -> Place | None:
    value = place.value if place is not None else None
    if place is None or not isinstance(value, Object):
        return None
    return next((place.child(step) for step, (key, _) in enumerate(value) if key == name), None)


def _objects(place: Place | None) -> list[Place]:
    value = place.value if place is not None else None
    if place is None or not isinstance(value, list):
        return []
    return [place.child(step) for step, item in enumerate(value) if isinstance(item, Object)]


def _text(place: Place | None, name: str) -> str | None:
    member = _member(place, name)
    value = member.value if member is not None else None
    return value if isinstance(value, str) else None

"""Roles and resources of templates, Terraform sources and other files with policies, as parts of a snapshot.

Nothing in such a file says which account it is for. A role or resource is named by the file and by what holds its
policy there, since its ARN is not known before it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from iamscope.access.model import Part, PolicyDocument, Resource, Role
from iamscope.access.resource_types import resource_types
from iamscope.errors import InputError
from iamscope.inputs.discover import FoundFile, discover
from iamscope.inputs.files import STDIN, read_bytes
from iamscope.inputs.reading import ReadPolicy, met_policies
from iamscope.policy_types import PolicyType
from iamscope.syntax.json_value import Object


def other_files(paths: Iterable[str], files: Iterable[str], excluded: Callable[[str], bool]) -> list[FoundFile]:
    """The files below the paths that are not among those of snapshots and repositories, nor excluded."""
    known = set(files)
    return [file for file in discover(paths, excluded) if file.path not in known]


def or_policies(part: Part) -> Part:
    """A part of a snapshot; for a file that is none, the roles and resources of the policies in it, if it has any."""
    if part != replace(Part(path=part.path), problems=part.problems) or part.path == STDIN:
        return part
    found = policy_part(part.path)
    return found if found.roles or found.resources else part


def policy_part(path: str, data: bytes | None = None) -> Part:
    """The roles and resources of the policies in a file (or in these bytes); none where it cannot be read."""
    try:
        policies = met_policies(path, lambda _: None, read_bytes(path) if data is None else data)
    except InputError:
        return Part(path=path)
    roles = tuple(_role(read) for read in policies if read.policy.policy_type is PolicyType.TRUST and _is_object(read))
    resources = tuple(
        _resource(read, read.policy.resource_type)
        for read in policies
        if read.policy.policy_type is PolicyType.RESOURCE
        and read.policy.resource_type in resource_types()
        and _is_object(read)
    )
    return Part(path=path, roles=roles, resources=resources)


def _is_object(read: ReadPolicy) -> bool:
    return isinstance(read.found.value, Object)


def _id(read: ReadPolicy) -> str:
    return f"{read.path}#{read.name}" if read.name else read.path


def _document(read: ReadPolicy) -> PolicyDocument:
    value = read.found.value
    return PolicyDocument(_id(read), value if isinstance(value, Object) else Object(), read.found.place)


def _role(read: ReadPolicy) -> Role:
    return Role(arn=_id(read), name=read.name, account="", place=read.found.place, trust=_document(read))


def _resource(read: ReadPolicy, type: str | None) -> Resource:
    return Resource(_id(read), type or "", "", _document(read), Object(), read.found.place)

"""Resources as templates declare them: what names each, and the ARN that it is known by before it is deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from iamscope.access.model import Part
from iamscope.inputs.grants import GrantForm
from iamscope.inputs.repositories.resource_types import ResourceForm
from iamscope.inputs.snapshots.fields import Field
from iamscope.syntax.document import Place

T = TypeVar("T")

#: No account has this id: it stands for the one that a template is deployed to, as long as nobody names that.
SOME_ACCOUNT = "000000000000"
SOME_REGION = "us-east-1"
#: No name that AWS takes is longer: one that is was put together of others without end.
MAX_NAME = 256
#: Likewise of paths.
MAX_PATH = 512
#: References that lead on to others are followed no further.
MAX_NESTING = 15
#: How the ARNs of the account's own principals begin.
OWN = "arn:{partition}:iam::{account}:"


class Deployment(NamedTuple):
    """Where resources are taken to be deployed."""

    account: str = SOME_ACCOUNT
    region: str = SOME_REGION
    partition: str = "aws"

    def fill(self, form: str, **values: str) -> str:
        """A form such as `arn:{partition}:s3:::{name}` with everything in its place."""
        values = {**self._asdict(), **values}
        for name, value in values.items():
            form = form.replace("{" + name + "}", value)
        return form


class Identity(NamedTuple):
    """A declared resource's name and ARN: those that it says, else made of its name in the template."""

    name: str
    arn: str


class Nesting:
    """How deep references have led on to others; with it, no more than a few at a time are followed."""

    def __init__(self) -> None:
        self._depth = 0

    def follow(self, follow: Callable[[], T]) -> T | None:
        """What following a reference gives; None too deep."""
        if self._depth >= MAX_NESTING:
            return None
        self._depth += 1
        try:
            return follow()
        finally:
            self._depth -= 1


class Declared(NamedTuple):
    """A resource of a template: its properties, a reading of them for each way that conditions may turn out.

    `place` is shown for the resource; `conditions` are the names of those that its readings depend on; `grant` says how
    one is written that is a statement of a policy.
    """

    form: ResourceForm
    identity: Identity
    where: Deployment
    place: Place
    readings: tuple[Field, ...]
    conditions: tuple[str, ...] = ()
    grant: GrantForm | None = None


class Names:
    """Gives every resource of a repository an ARN that no other has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, form: ResourceForm, name: str, path: str, qualifier: str, where: Deployment) -> Identity:
        """The identity of a resource; where another has the ARN, `qualifier` goes before its name, then a number."""
        name = name.removeprefix("https://")[:MAX_NAME]
        if not form.arn:
            return Identity(name, "")
        for number in range(len(self._taken) + 2):
            prefix = "" if number == 0 else f"{qualifier}-" if number == 1 else f"{qualifier}-{number}-"
            arn = where.fill(form.arn, path=path[:MAX_PATH] or "/", name=prefix + name)
            if arn not in self._taken:
                break
        self._taken.add(arn)
        return Identity(prefix + name, arn)


def attribute(form: ResourceForm, identity: Identity, name: str, where: Deployment) -> str | None:
    """What a reference to an attribute of a resource gives (to the resource itself with an empty `name`), if known."""
    made = form.attributes.get(name) if name else form.ref
    if not made or ("{arn}" in made and not identity.arn):
        return None
    return where.fill(made, name=identity.name, arn=identity.arn)


def handles(declared: Declared) -> set[str]:
    """All texts by which others may name a resource."""
    form, identity = declared.form, declared.identity
    found = {attribute(form, identity, name, declared.where) for name in ("", *form.attributes)}
    return {text for text in (*found, identity.name, identity.arn) if text}


def without_account(part: Part) -> Part:
    """The part, its roles and resources of an account that nobody knows in place of the one that stands for it."""
    accounts = {role.account for role in part.roles} | {resource.account for resource in part.resources}
    if SOME_ACCOUNT not in accounts:
        return part
    roles = tuple(replace(role, account="") if role.account == SOME_ACCOUNT else role for role in part.roles)
    resources = (replace(each, account="") if each.account == SOME_ACCOUNT else each for each in part.resources)
    return replace(part, roles=roles, resources=tuple(resources))


def at_path(field: Field, path: str) -> list[Field]:
    """The values at a path of names with slashes between them; lists on the way are passed over."""
    found = [field]
    for name in path.split("/"):
        found = [member for each in found for member in _members(each, name)]
    return found


def _members(field: Field, name: str) -> list[Field]:
    if isinstance(field.value, list):
        return [member for item in field.items() for member in _members(item, name)]
    members: Mapping[str, Field] = field.fields
    return [members[name]] if name in members and members[name].value is not None else []

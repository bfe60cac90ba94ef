"""Sessions of the roles that statements name, each with its role's path, which its own ARN does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from iamscope.logic.decide.atoms import Atom
from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.classes import classes
from iamscope.logic.decide.domains import globs_of
from iamscope.logic.decide.globs import ANY, Glob, shape


class Session(NamedTuple):
    """The ARN of a session, and that of its role; the latter is empty where nothing depends on the role's path."""

    arn: str
    role: str


class _Role(NamedTuple):
    """A role as far as a session's ARN tells it."""

    partition: str
    account: str
    name: str

    @property
    def start(self) -> str:
        return f"arn:{self.partition}:iam::{self.account}:role/"

    @property
    def without_path(self) -> str:
        return self.start + self.name

    @property
    def sessions(self) -> str:
        return f"arn:{self.partition}:sts::{self.account}:assumed-role/{self.name}/"


def sessions(values: Sequence[str], atoms: Sequence[Atom], budget: Budget) -> Iterator[Session]:
    """Sessions for ARNs that statements name, and for atoms on `aws:PrincipalArn`. Raises `ExhaustedError`."""
    roles: dict[_Role, set[str]] = {}
    named: dict[_Role, list[str]] = {}
    for value in values:
        fields = value.split(":", 5)
        kind, _, rest = fields[-1].partition("/")
        if kind == "role" and rest:
            roles.setdefault(_Role(fields[1], fields[4], rest.rsplit("/", 1)[-1]), set()).add(value)
        elif kind == "assumed-role" and rest:
            named.setdefault(_Role(fields[1], fields[4], rest.partition("/")[0]), []).append(value)
    elements = [globs_of(atom) for atom in atoms if atom.family != "Null"]
    for role in dict.fromkeys((*roles, *named)):
        own = roles.get(role, set())
        is_plain = own <= {role.without_path}
        for arn in sorted(_arns(role, own, elements, budget)):
            for session in (*named.get(role, ()), f"{role.sessions}session", f"{role.sessions}other-session"):
                yield Session(session, "" if is_plain and arn == role.without_path else arn)


def _arns(role: _Role, own: set[str], elements: Sequence[Sequence[Glob]], budget: Budget) -> set[str]:
    """The ARNs that a role may have: a name is that of one role, whatever its path."""
    if not elements:
        return own if len(own) > 1 else {role.without_path}
    form = shape(role.start, (ANY, "+"), "/", role.name)
    named = {*own, role.without_path}
    return named.union(text for text, _ in classes([form], elements, budget, avoid=named))

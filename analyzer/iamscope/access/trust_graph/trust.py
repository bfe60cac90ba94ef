"""Whom a role's trust policy lets in, statement by statement."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from iamscope.access.trust_graph.answers import (
    Answer,
    Lookup,
    Value,
    answer,
    context_of,
    is_of_target,
    is_personal,
    keys_of,
)
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.permissions import Target
from iamscope.logic.evaluation.callers import Caller, Grant
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.matching import names_caller, resource_matches
from iamscope.logic.evaluation.request import Request
from iamscope.logic.variable_places import knows_variables
from iamscope.syntax.ast import Statement

ASSUME_ROLE = "sts:assumerole"
WITH_SAML = "sts:assumerolewithsaml"
WITH_WEB_IDENTITY = "sts:assumerolewithwebidentity"

_ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?([0-9]{12})(?::root)?")
_PRINCIPAL = re.compile(r"arn:[^:]*:iam::[0-9]{12}:(?:user|role)/.+", re.DOTALL)
_SESSION = re.compile(r"arn:[^:]*:sts::([0-9]{12}):assumed-role/([^/]+)/.+", re.DOTALL)
_UNIQUE_ID = re.compile(r"A(?:ROA|IDA)[A-Z0-9]+")
#: `states.eu-west-1.amazonaws.com` and `ec2.amazonaws.com.cn` are the services `states` and `ec2`.
_SERVICE = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?")


@dataclass(slots=True)
class Named:
    """Whom the entries of a statement's `Principal` name, sorted by kind."""

    everyone: bool = False
    accounts: set[str] = field(default_factory=set)
    arns: set[str] = field(default_factory=set)
    sessions: set[tuple[str, str]] = field(default_factory=set)
    unique_ids: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    federated: set[str] = field(default_factory=set)


def named_by(statement: Statement) -> Named:
    """Whom a statement names; one with `NotPrincipal` may mean everyone, the exceptions being asked one by one."""
    named = Named()
    if statement.element("NotPrincipal") is not None:
        named.everyone = True
        return named
    for principal in statement.principals:
        if principal.kind in (None, "AWS"):
            _name_aws(principal.value, named)
        elif principal.kind == "Service":
            named.services.add(service_name(principal.value))
        elif principal.kind == "Federated":
            named.federated.add(principal.value)
    return named


def _name_aws(value: str, named: Named) -> None:
    if value == "*":
        named.everyone = True
    elif (account := _ACCOUNT.fullmatch(value)) is not None:
        named.accounts.add(account[1])
    elif (session := _SESSION.fullmatch(value)) is not None:
        named.sessions.add((session[1], session[2]))
    elif _PRINCIPAL.fullmatch(value):
        named.arns.add(value)
    elif _UNIQUE_ID.fullmatch(value):
        named.unique_ids.add(value)


def service_name(service: str) -> str:
    """A service principal without Region and partition, such as `states.amazonaws.com`."""
    found = _SERVICE.fullmatch(service)
    return service if found is None else f"{found[1]}.amazonaws.com"


class Trust:
    """A statement of trust policies (or an RCP about roles), and the roles whose policy has it.

    `make` makes the statement's tree, which is kept until `forget`.
    """

    def __init__(self, make: Callable[[], Statement], actions: int) -> None:
        statement = make()
        self._make = make
        self._statement: Statement | None = None
        self.actions = actions
        self.allows = statement.allows
        self.denies = statement.denies
        self.roles: list[int] = []
        self.named = named_by(statement)
        self.variables = knows_variables(statement.policy)
        keys = {key for condition in statement.conditions for key in keys_of(condition)}
        element = statement.element("Condition")
        self.has_conditions = element is not None
        #: A `Condition` with something in it that is no condition can never hold.
        self.is_broken = element is not None and (
            not isinstance(element.value, tuple) or len(element.value) != len(statement.condition_blocks)
        )
        self.names_persons = statement.element("NotPrincipal") is not None or bool(
            self.named.arns or self.named.sessions or self.named.unique_ids
        )
        #: Whether it means the same for all principals of a kind in an account.
        self.is_general = not self.names_persons and not any(map(is_personal, keys))
        self._has_resources = bool(statement.first("Resource", "NotResource"))
        self.depends_on_role = self._has_resources or any(map(is_of_target, keys))

    @property
    def statement(self) -> Statement:
        """The statement's tree."""
        if self._statement is None:
            self._statement = self._make()
        return self._statement

    def forget(self) -> None:
        """Lets go of the tree, until somebody asks for it again."""
        self._statement = None

    def names(self, caller: Caller, *, has_boundary: bool) -> frozenset[Grant]:
        """How it names a caller."""
        if (caller.account, caller.name) in self.named.sessions and ":role/" in caller.id:
            return frozenset({Grant.ROLE})  # whoever assumes that role chooses the session's name
        # of a boundary only counts that there is one
        boundary = (self.statement.policy,) if has_boundary else ()
        request = Request(caller, ASSUME_ROLE, "*", caller.account, Context({}), permission_boundaries=boundary)
        return names_caller(self.statement, request)

    def conditions(self, caller: Lookup, role: Target) -> Answer:
        """Whether its conditions hold for a caller who calls a role."""
        if self.is_broken or (self._has_resources and not self._is_about(role, caller)):
            return Answer.NO

        def lookup(key: str) -> Value:
            return role.lookup(key) if is_of_target(key) else caller(key)

        found = Answer.YES
        for condition in self.statement.conditions if self.has_conditions else ():
            each = answer(condition, lookup, variables=self.variables, allows=self.allows)
            found = min(found, each)
            if found is Answer.NO:
                break
        return found

    def _is_about(self, role: Target, caller: Lookup) -> bool:
        items = (*self.statement.resources, *self.statement.not_resources)
        keys = {variable.key.strip().lower() for item in items for variable in item.variables}
        return resource_matches(self.statement, role.arn, context_of(caller, keys), variables=self.variables)

    def open_keys(self, caller: Lookup, role: Target) -> list[str]:
        """The keys of its conditions that may hold or not."""

        def lookup(key: str) -> Value:
            return role.lookup(key) if is_of_target(key) else caller(key)

        return [
            condition.key
            for condition in self.statement.conditions
            if answer(condition, lookup, variables=self.variables, allows=self.allows) is Answer.OPEN
        ]


class TrustIndex(NamedTuple):
    """The trust statements of all roles, each once with all roles whose policy has it.

    `allowing` let AWS principals and services assume, `federated` users of identity providers; `denying` are those that
    deny `sts:AssumeRole`, by role.
    """

    allowing: tuple[Trust, ...]
    federated: tuple[Trust, ...]
    denying: dict[int, tuple[Trust, ...]]


def index_trust(directory: Directory) -> TrustIndex:
    """The trust statements of all roles of a directory."""
    assume = directory.actions.bit(ASSUME_ROLE)
    federated = directory.actions.bit(WITH_SAML) | directory.actions.bit(WITH_WEB_IDENTITY)
    trusts: dict[int, Trust] = {}
    denying: dict[int, list[Trust]] = defaultdict(list)
    for role, principal in enumerate(directory.principals):
        for number in dict.fromkeys(principal.trust):
            trust = trusts.get(number)
            if trust is None:
                entry = directory.kept_statements[number]
                trust = trusts[number] = Trust(entry.statement, entry.actions)
            if trust.allows:
                trust.roles.append(role)
            elif trust.denies and trust.actions & assume:
                denying[role].append(trust)
    found = [trust for trust in trusts.values() if trust.roles]
    return TrustIndex(
        tuple(trust for trust in found if trust.actions & assume),
        tuple(trust for trust in found if trust.actions & federated and trust.named.federated),
        {role: tuple(each) for role, each in denying.items()},
    )

"""Who stands outside the accounts and is let in by trust policies: everyone, other accounts, providers, services."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from iamscope.access.trust_graph.answers import Answer, Lookup
from iamscope.access.trust_graph.assume import MECHANISM
from iamscope.access.trust_graph.callers import federated_lookup, outsider_lookup, service_lookup
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.graph import Node, NodeKind, TrustGraph
from iamscope.access.trust_graph.trust import Trust, TrustIndex

EVERYONE = "*"
#: The kinds of nodes that stand outside.
OUTSIDE = frozenset({NodeKind.EVERYONE, NodeKind.EXTERNAL, NodeKind.IDENTITY_PROVIDER})

_ACCOUNT = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
#: An account and an organisation that nobody has, and a name that no policy singles out.
_SOME_ACCOUNT = "000000000002"
_SOME_ORGANIZATION = "o-0000000000"
_SOME_NAME = "iamscope-probe"


class Outsider(NamedTuple):
    """Somebody outside; `lookups` says, for an account that is called, what may be known of a request: one suffices."""

    node: Node
    lookups: Callable[[str], Iterable[Lookup]]


class Outsiders:
    """Who is outside, seen from a directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._own = {principal.account for principal in directory.principals}
        organization = directory.organization
        self._organization = organization.id if organization is not None else ""
        if organization is not None:
            self._own |= set(organization.paths)

    def is_own(self, account: str) -> bool:
        """Whether an account is one of the directory or its organisation."""
        return account in self._own

    def named_by(self, trust: Trust) -> Iterator[Outsider]:
        """The services and outsiders that a statement names, and those that its conditions single out."""
        named = trust.named
        for service in sorted(named.services):
            yield self._service(service)
        for account in sorted(named.accounts - self._own):
            yield _external(f"arn:aws:iam::{account}:root", account, _examples(trust, account))
        for arn in sorted(named.arns):
            account = arn.split(":", 5)[4]
            if account not in self._own:
                yield _external(arn, account, [arn])
        for account, name in sorted(named.sessions):
            if account not in self._own:
                arn = f"arn:aws:iam::{account}:role/{name}"
                yield _external(arn, account, [arn])
        if named.everyone:
            yield from self._everyone(trust)

    def _everyone(self, trust: Trust) -> Iterator[Outsider]:
        """Everybody, and whom the conditions single out."""
        values = {value.value for condition in trust.statement.conditions for value in condition.values}
        everyone = _external(EVERYONE, _SOME_ACCOUNT, _examples(trust, _SOME_ACCOUNT))
        yield everyone._replace(node=Node(EVERYONE, NodeKind.EVERYONE, ""))
        accounts = {account for value in values for account in _ACCOUNT.findall(value)}
        for account in sorted(accounts - self._own):
            yield _external(f"arn:aws:iam::{account}:root", account, _examples(trust, account))
        organizations = {found for value in values for found in _ORGANIZATION.findall(value)}
        for organization in sorted(organizations - {self._organization}):
            yield _external(organization, _SOME_ACCOUNT, _examples(trust, _SOME_ACCOUNT), organization)

    def _service(self, service: str) -> Outsider:
        def lookups(account: str) -> Iterable[Lookup]:
            return (service_lookup(service, account, self._directory.organization),)

        return Outsider(Node(service, NodeKind.SERVICE, ""), lookups)


class OutsideEdges:
    """Adds the edges from outside to one graph."""

    def __init__(self, graph: TrustGraph, index: TrustIndex) -> None:
        self._graph = graph
        self._index = index

    def add(self) -> None:
        """Adds all of them."""
        outsiders = Outsiders(self._graph.directory)
        for trust in self._index.allowing:
            for outsider in outsiders.named_by(trust):
                self._add(outsider, trust)
            trust.forget()
        for trust in self._index.federated:
            for provider in sorted(trust.named.federated):
                self._add(_federated(provider), trust)
            trust.forget()

    def _add(self, outsider: Outsider, trust: Trust) -> None:
        for role in trust.roles:
            answer = max(
                self._let_in(outsider.node, trust, lookup, role)
                for lookup in outsider.lookups(self._graph.directory.principals[role].account)
            )
            if answer is not Answer.NO:
                self._graph.add_edges(self._graph.add_node(outsider.node), MECHANISM, ((role, answer),))

    def _let_in(self, node: Node, trust: Trust, lookup: Lookup, role: int) -> Answer:
        target = self._graph.directory.target(role)
        answer = trust.conditions(lookup, target)
        for deny in self._index.denying.get(role, ()):
            if deny.named.everyone or node.id in deny.named.services | deny.named.arns | deny.named.federated:
                answer = min(answer, Answer(Answer.YES - deny.conditions(lookup, target)))
        return answer


def _external(id: str, account: str, arns: Iterable[str], organization: str = _SOME_ORGANIZATION) -> Outsider:
    lookups = tuple(outsider_lookup(account, organization, arn) for arn in arns)
    return Outsider(Node(id, NodeKind.EXTERNAL, account), lambda _: lookups)


def _federated(provider: str) -> Outsider:
    account = provider.split(":", 5)[4] if provider.startswith("arn:") else ""
    lookup = federated_lookup(provider)
    return Outsider(Node(provider, NodeKind.IDENTITY_PROVIDER, account), lambda _: (lookup,))


def _examples(trust: Trust, account: str) -> list[str]:
    """ARNs of principals that an outsider may make in an account: of any name, so of those that conditions ask for."""
    found = [f"arn:aws:iam::{account}:{kind}/{_SOME_NAME}" for kind in ("role", "user")]
    for condition in trust.statement.conditions_on("aws:PrincipalArn"):
        for value in condition.values:
            fields = value.value.split(":", 5)
            if len(fields) == 6 and fields[4] in ("*", account):
                partition = fields[1] if fields[1].startswith("aws") and "*" not in fields[1] else "aws"
                found.append(f"arn:{partition}:iam::{account}:{fields[5].replace('*', _SOME_NAME).replace('?', 'x')}")
    return found


def signs_in(id: str) -> bool:
    """Whether the users of an identity provider are people of one's own who sign in: those of a SAML provider."""
    return ":saml-provider/" in id

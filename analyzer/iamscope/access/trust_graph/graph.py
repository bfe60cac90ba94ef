"""The trust graph: who can become whom, factored by permission classes so that it fits into memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from iamscope.access.methods import Method
from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.classes import PermissionClass
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.inventory import Inventory

if TYPE_CHECKING:
    from iamscope.access.trust_graph.own_changes import Change


class NodeKind(StrEnum):
    """What a node stands for."""

    USER = "user"
    ROLE = "role"
    SERVICE = "service"
    IDENTITY_PROVIDER = "identity-provider"
    EXTERNAL = "external"
    """An account, or a principal of an account, that the snapshot does not hold."""
    EVERYONE = "everyone"
    """Anybody with an AWS account of their own."""
    ADMINISTRATOR = "administrator"
    """The power over an account that an administrator has: what escalations end in."""


class Node(NamedTuple):
    """A principal, or something that stands for many; `account` is empty outside accounts."""

    id: str
    kind: NodeKind
    account: str


class Edge(NamedTuple):
    """From one node's power to another's, by number; `conditional` if it depends on what policies do not tell."""

    source: int
    target: int
    mechanism: str
    conditional: bool


class TrustGraph:
    """Nodes by number, the principals of the directory first; edges from classes of principals and from single nodes.

    An edge of a class is one of each of its members; targets are kept as `number * 2 + certain`. `inventory` and
    `methods` are what it was built with.
    """

    def __init__(self, directory: Directory, inventory: Inventory, methods: Sequence[Method]) -> None:
        self.directory = directory
        self.inventory = inventory
        self.methods = methods
        self.extra: list[Node] = []
        self.mechanisms: list[str] = []
        self.administrators: dict[int, Answer] = {}
        #: By source and target: the method by which a third principal is raised first, and which one that is.
        self.raised: dict[tuple[int, int], tuple[Method, int]] = {}
        #: By source, target and mechanism: how the source changes itself first.
        self.changes: dict[tuple[int, int, str], Change] = {}
        self._extra_numbers: dict[str, int] = {}
        self._mechanism_numbers: dict[str, int] = {}
        self._of_class: dict[int, dict[int, array[int]]] = {}
        self._of_node: dict[int, dict[int, array[int]]] = {}

    # -- nodes

    def __len__(self) -> int:
        return len(self.directory.principals) + len(self.extra)

    def node(self, number: int) -> Node:
        """The node with this number."""
        principals = self.directory.principals
        if number >= len(principals):
            return self.extra[number - len(principals)]
        principal = principals[number]
        return Node(principal.arn, NodeKind.ROLE if principal.is_role else NodeKind.USER, principal.account)

    def number(self, id: str) -> int | None:
        """The number of the node with this id."""
        found = self.directory.number_of.get(id)
        return self._extra_numbers.get(id) if found is None else found

    def add_node(self, node: Node) -> int:
        """The number of a node that is no principal of the directory, added if it is new."""
        number = self._extra_numbers.get(node.id)
        if number is None:
            number = self._extra_numbers[node.id] = len(self)
            self.extra.append(node)
        return number

    def administrator_node(self, account: str) -> int:
        """The node of the power over an account."""
        return self.add_node(Node(f"admin:{account}", NodeKind.ADMINISTRATOR, account))

    # -- edges

    def add_class_edges(self, class_number: int, mechanism: str, gained: Iterable[tuple[int, Answer]]) -> None:
        """Adds an edge from each member of a class to each target."""
        self._add(self._of_class, class_number, mechanism, gained)

    def add_edges(self, source: int, mechanism: str, gained: Iterable[tuple[int, Answer]]) -> None:
        """Adds edges from one node."""
        self._add(self._of_node, source, mechanism, gained)

    def _add(
        self,
        edges: dict[int, dict[int, array[int]]],
        source: int,
        mechanism: str,
        gained: Iterable[tuple[int, Answer]],
    ) -> None:
        codes = array("i", [target * 2 + (answer is Answer.YES) for target, answer in gained])
        if not codes:
            return
        number = self._mechanism_numbers.get(mechanism)
        if number is None:
            number = self._mechanism_numbers[mechanism] = len(self.mechanisms)
            self.mechanisms.append(mechanism)
        by_mechanism = edges.setdefault(source, {})
        if number in by_mechanism:
            by_mechanism[number].extend(codes)
        else:
            by_mechanism[number] = codes

    def finish(self) -> None:
        """Drops what was added more than once: of a certain and a conditional edge the certain one stays."""
        for edges in (self._of_class, self._of_node):
            for by_mechanism in edges.values():
                for mechanism, targets in by_mechanism.items():
                    best: dict[int, int] = {}
                    for code in sorted(targets):
                        best[code >> 1] = code
                    by_mechanism[mechanism] = array("i", best.values())

    def class_edges(self, class_number: int) -> Iterator[tuple[int, str, bool]]:
        """Target, mechanism and conditional of the edges of a class; a target may be a member itself."""
        return self._edges(self._of_class.get(class_number, {}))

    def node_edges(self, number: int) -> Iterator[tuple[int, str, bool]]:
        """Target, mechanism and conditional of the edges that a node has besides those of its class."""
        return self._edges(self._of_node.get(number, {}))

    def _edges(self, by_mechanism: dict[int, array[int]]) -> Iterator[tuple[int, str, bool]]:
        for number, targets in by_mechanism.items():
            mechanism = self.mechanisms[number]
            for code in targets:
                yield code >> 1, mechanism, not code & 1

    def successors(self, number: int) -> Iterator[Edge]:
        """All edges of a node, each pair and mechanism once, without self-loops."""
        own = {(target, mechanism): conditional for target, mechanism, conditional in self.node_edges(number)}
        if number < len(self.directory.class_of):
            for target, mechanism, conditional in self.class_edges(self.directory.class_of[number]):
                also = own.pop((target, mechanism), True)
                if target != number:
                    yield Edge(number, target, mechanism, conditional and also)
        for (target, mechanism), conditional in own.items():
            if target != number:
                yield Edge(number, target, mechanism, conditional)

    def edges(self) -> Iterator[Edge]:
        """All edges, one pair of nodes and mechanism at a time."""
        for number in range(len(self)):
            yield from self.successors(number)

    def permission_class(self, number: int) -> PermissionClass:
        """The permission class of a principal."""
        return self.directory.classes[self.directory.class_of[number]]

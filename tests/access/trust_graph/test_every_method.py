"""Every method of the catalogue works in the least account for it, and not without any one of its permissions."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphs import edges
from least_accounts import LeastAccount

from iamscope.access.methods import Method, Permission, Target, load_methods
from iamscope.access.trust_graph.escalation import ClassReach
from iamscope.access.trust_graph.graph import TrustGraph

METHODS = load_methods()
EACH = pytest.mark.parametrize("method", METHODS, ids=[method.id for method in METHODS])
WITHOUT = [
    pytest.param(method, permission, id=f"{method.id}-{permission.action}-{permission.on}")
    for method in METHODS
    for permission in method.permissions
]


def gained(least: LeastAccount, graph: TrustGraph) -> set[str]:
    """Whom the method gains for the attacker, by ARN; for a group its ARN."""
    number = graph.number(least.attacker)
    assert number is not None
    reach = ClassReach(graph, graph.permission_class(number))
    if least.method.target is Target.GROUP:
        return set(reach.groups(least.method))
    return {graph.node(target).id for target in reach.gains(least.method)}


def expected(least: LeastAccount) -> set[str]:
    """The attacker's edges that a method must make."""
    method = least.method
    if not method.gains_all:
        return set()
    name = "admin" if method.target in (Target.SELF, Target.GROUP) else least.victim.rsplit("/", 1)[-1]
    open = method.target is Target.PERMISSION_SET or method.federated
    return {f"attacker {method.mechanism}{'?' if open else ''} {name}"}


@EACH
def test_it_works_with_its_permissions(tmp_path: Path, method: Method) -> None:
    least = LeastAccount(method)
    graph = least.graph(tmp_path, *least.statements())
    assert gained(least, graph) == ({"people"} if method.target is Target.GROUP else {least.victim})
    assert {edge for edge in edges(graph) if edge.startswith("attacker ")} == expected(least)


@pytest.mark.parametrize(("method", "permission"), WITHOUT)
def test_every_permission_is_needed(tmp_path: Path, method: Method, permission: Permission) -> None:
    least = LeastAccount(method)
    graph = least.graph(tmp_path, *least.statements(without=permission))
    if method.mechanism == "assume":  # the trust policy alone lets a principal in that it names
        assert edges(graph) == {"attacker assume victim"}
        return
    assert gained(least, graph) == set()
    assert edges(graph) == set()

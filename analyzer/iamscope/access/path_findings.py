"""The paths that matter, as findings: from outside to an administrator, and the last steps of others to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from iamscope.access import path_kinds as kinds
from iamscope.access.trust_graph.assume import MECHANISM
from iamscope.access.trust_graph.explain import Explanation
from iamscope.access.trust_graph.graph import Edge, NodeKind, TrustGraph
from iamscope.access.trust_graph.outside import OUTSIDE, signs_in
from iamscope.access.trust_graph.paths import Path
from iamscope.access.trust_graph.reach import Step, walk
from iamscope.findings import Finding, Location
from iamscope.policy_types import PolicyType
from iamscope.results import PolicyResult
from iamscope.source import Span

_HELP = {
    kinds.OUTSIDE_TO_ADMIN: "name who is meant in the trust policy of the first role, or take a step of the chain away",
    kinds.OUTSIDE_TO_ADMIN_IF: "check that the conditions keep to those who are meant",
    kinds.ESCALATION_TO_ADMIN: "narrow the permission that is shown, or set a permissions boundary",
    kinds.ASSUMES_ADMIN: "name the principals that are meant in the trust policy, and ask for MFA",
}


class Notable(NamedTuple):
    """A path to report and its code; `followers` are other principals that get to its source."""

    code: str
    path: Path
    followers: int


def notable(graph: TrustGraph, steps: Mapping[int, Step | None]) -> Iterator[Notable]:
    """The paths to report, given the first step of every node that reaches an administrator.

    Of principals inside only those are told that are one step away: every other path goes through one of them.
    Users of SAML providers are people who sign in, and pass as insiders.
    """
    reached = dict(steps)
    followers = _followers(graph, steps)
    for number, step in steps.items():
        if step is None:
            continue
        node = graph.node(number)
        if node.kind in OUTSIDE and not signs_in(node.id):
            path = Path.of(graph, number, walk(number, reached))
            yield Notable(kinds.OUTSIDE_TO_ADMIN_IF if path.conditional else kinds.OUTSIDE_TO_ADMIN, path, 0)
        elif step.length == 1 and node.kind in (NodeKind.USER, NodeKind.ROLE):
            path = Path.of(graph, number, walk(number, reached))
            code = kinds.ASSUMES_ADMIN if step.mechanism == MECHANISM else kinds.ESCALATION_TO_ADMIN
            yield Notable(code, path, followers.get(number, 0))


def _followers(graph: TrustGraph, steps: Mapping[int, Step | None]) -> dict[int, int]:
    """How many users and roles get to an administrator through each of those that are one step away."""
    found: dict[int, int] = {}
    last: dict[int, int] = {}
    for number, step in steps.items():  # in order of length
        if step is None:
            continue
        last[number] = number if step.length == 1 else last[step.target]
        if step.length > 1 and number < len(graph.directory.principals):
            found[last[number]] = found.get(last[number], 0) + 1
    return found


def results(
    graph: TrustGraph,
    found: Iterable[Notable],
    explanations: Mapping[Edge, Explanation],
    places: Callable[[int], Span | None] = lambda _: None,
) -> Iterator[PolicyResult]:
    """The findings, each with the policy that its first step rests on; those without a place in a file are left out.

    One that rests on policies of AWS alone is shown where `places` says that its principal stands.
    """
    for one in found:
        flow = tuple(_flow(graph, [explanations[edge] for edge in one.path.edges]))
        if not flow:
            continue
        first = next((step for step in flow if not step.span.source.path.startswith("arn:")), None)
        span = first.span if first is not None else places(one.path.source) or flow[0].span
        finding = Finding(
            code=one.code,
            finding_type=kinds.KINDS[one.code].finding_type,
            message=_message(graph, one),
            help=_HELP[one.code],
            locations=(Location((), span),),
            flow=flow,
        )
        yield PolicyResult(
            span.source.path,
            "",
            PolicyType.TRUST,
            None,
            "container",
            (finding,),
            graph.node(one.path.source).id,
        )


def _flow(graph: TrustGraph, explanations: Iterable[Explanation]) -> Iterator[Location]:
    for explanation in explanations:
        source, target = graph.node(explanation.edge.source).id, graph.node(explanation.edge.target).id
        for reason in explanation.reasons:
            if reason.span is not None:
                text = f"`{source}` gains `{target}` by {explanation.edge.mechanism}: {reason.text}"
                yield Location((), reason.span, text)


def _message(graph: TrustGraph, one: Notable) -> str:
    source, target = graph.node(one.path.source), graph.node(one.path.target)
    who = "everyone with an AWS account" if source.kind is NodeKind.EVERYONE else f"`{source.id}`"
    if target.kind is NodeKind.ADMINISTRATOR:
        whom = f"an administrator of `{target.account}`"
    else:
        whom = f"the administrator `{target.id}`"
    length = len(one.path.edges)
    how = f"by {one.path.edges[0].mechanism}" if length == 1 else f"in {length} steps"
    also = "" if not one.followers else f", and {one.followers} more get there through it"
    condition = " if the conditions hold" if one.path.conditional else ""
    return f"{who} can become {whom} {how}{condition}{also}"

"""Kinds of findings about more than one policy, documented as rules are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamscope.findings import FindingType
from iamscope.policy_types import PolicyType
from iamscope.rule import AnyRule, Persona, Precision, Report, Rule
from iamscope.syntax.ast import Policy


class Kind(NamedTuple):
    """How grave findings of a kind are (`severity` as in `rule.Rule`), what they are in short, and at length."""

    finding_type: FindingType
    summary: str
    severity: float
    doc: str


def as_rule(code: str, kind: Kind, *policy_types: PolicyType) -> AnyRule:
    """A kind as reports and `iamscope explain` know rules; its check finds nothing in one policy alone."""
    return Rule(
        code=code,
        finding_type=kind.finding_type,
        summary=kind.summary,
        on=Policy,
        check=_nothing,
        doc=kind.doc,
        policy_types=frozenset(policy_types),
        aws=False,
        security_severity=kind.severity,
        precision=Precision.HIGH,
        persona=Persona.DEFAULT,
    )


def _nothing(_: Policy) -> Iterator[Report]:
    yield from ()

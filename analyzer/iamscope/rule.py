"""What a rule is, and how rules declare themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from iamscope.accepted.suppressions import SuppressionReview
from iamscope.findings import FindingType
from iamscope.policy_types import PolicyType
from iamscope.source import Span
from iamscope.syntax.ast import Node
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Json
from iamscope.syntax.syntax_problems import SyntaxProblem

N = TypeVar("N", bound="Node | SyntaxProblem | SuppressionReview")

IDENTITY = frozenset({PolicyType.IDENTITY})
ALL_TYPES = frozenset({PolicyType.IDENTITY, PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.SCP, PolicyType.RCP})

#: Of a policy; what a rule may need to know entirely.
EVERYTHING = frozenset({"Statement", "Effect", "Principal", "Action", "Resource", "Condition"})


class Precision(StrEnum):
    """How often a finding of the rule is right, in SARIF's terms."""

    VERY_HIGH = "very-high"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Persona(StrEnum):
    """Who wants to see a rule's findings; each persona sees those of the ones before it too.

    `default` shows mistakes, `pedantic` opinions as well, `all` also what is only information.
    """

    DEFAULT = "default"
    PEDANTIC = "pedantic"
    ALL = "all"

    def sees(self, rule: AnyRule) -> bool:
        """Whether a rule is for this persona."""
        order = list(Persona)
        return order.index(rule.persona) <= order.index(self)


@dataclass(frozen=True, slots=True)
class Label:
    """A place that a report points to, and what to say there."""

    place: Place
    text: str = ""


@dataclass(frozen=True, slots=True)
class Replace:
    """Puts another value in the stead of that at a place, or another name in the stead of that of a member.

    What is to be written is said by its value: each format writes it in its own syntax.
    """

    place: Place
    value: Json


@dataclass(frozen=True, slots=True)
class RemoveParts:
    """Takes items out of the array at a place, or members out of the object there, by their numbers.

    The labels of a report that takes out items name all that makes them superfluous.
    """

    place: Place
    steps: frozenset[int]


@dataclass(frozen=True, slots=True)
class AddMember:
    """Puts a member in front of those of the object at a place."""

    place: Place
    name: str
    value: Json


@dataclass(frozen=True, slots=True)
class FixReport:
    """A remedy that can be applied; a safe one leaves the meaning of the policy alone.

    It is offered where all that it changes stands in the file as it is, and not by way of a function or variable.
    """

    description: str
    edits: tuple[Replace | RemoveParts | AddMember, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What a rule yields: a finding before its code, type and spans are known."""

    message: str
    labels: tuple[Label, ...]
    help: str
    related: tuple[Label, ...] = ()
    fix: FixReport | None = None
    span: Span | None = None  # of a syntax problem or a suppression, which have no place in a tree
    internal: bool = False  # the rule itself failed


Placed = Any  # a node, element or text: whatever has a `place`; also a Place or Label


def _label(where: Placed) -> Label:
    if isinstance(where, Label):
        return where
    return Label(where if isinstance(where, Place) else where.place)


def report(
    *where: Placed, message: str, help: str, related: Sequence[Placed] = (), fix: FixReport | None = None
) -> Report:
    """A report at one place or several, the first being the one to show.

    Each place is a node, an element, a text, a `Place` (`node.place.key` is the name of a member) or a `Label`.
    `message` is one lower-case sentence that says what is wrong, user text in backticks; `help` says how to mend it.
    """
    return Report(message, tuple(map(_label, where)), help, tuple(map(_label, related)), fix)


Check = Callable[[N], Iterable[Report]]


@dataclass(frozen=True, slots=True)
class Rule(Generic[N]):
    """A check with its identity and documentation.

    `on` is the kind of node that it looks at, `policy_types` the grammars that it applies to, `aws` whether the code
    is Access Analyzer's, `security_severity` a CVSS-like figure (0.1 to 10) for GitHub's security alerts, `persona` who
    sees it unless it is selected by name. `needs` names the elements (each with its `Not…`) that must be known entirely
    for a finding to be true: in a template the rest may be a parameter that could be anything.
    """

    code: str
    finding_type: FindingType
    summary: str
    on: type[N]
    check: Check[N]
    doc: str
    policy_types: frozenset[PolicyType]
    aws: bool
    security_severity: float | None
    precision: Precision
    persona: Persona
    needs: frozenset[str] = frozenset()


AnyRule = Rule[Any]


def rule(
    code: str,
    finding_type: FindingType,
    *,
    summary: str,
    on: type[N],
    policy_types: Iterable[PolicyType] = ALL_TYPES,
    aws: bool = True,
    security_severity: float | None = None,
    precision: Precision = Precision.HIGH,
    persona: Persona = Persona.DEFAULT,
    needs: Iterable[str] | None = None,
) -> Callable[[Check[N]], Rule[N]]:
    """Makes a rule of the check below it; the module's docstring is its documentation.

    `summary` names the pattern that is wrong in a few lower-case words. An error `needs` nothing unless it says so, any
    other rule all: what speaks against it could stand in a value that is not known.
    """
    if needs is None:
        needs = () if finding_type is FindingType.ERROR else EVERYTHING

    def make(check: Check[N]) -> Rule[N]:
        doc = check.__globals__.get("__doc__") or ""
        return Rule(
            code=code,
            finding_type=finding_type,
            summary=summary,
            on=on,
            check=check,
            doc=doc,
            policy_types=frozenset(policy_types),
            aws=aws,
            security_severity=security_severity,
            precision=precision,
            persona=persona,
            needs=frozenset(needs),
        )

    return make

"""The questions that can be asked: Boolean combinations of policies, statements and predicates on the request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from iamscope.logic.evaluation.callers import CallerKind
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.document import Document


@dataclass(frozen=True, slots=True, init=False)
class Allowed:
    """Some Allow statement applies to the request and no Deny does; all statements count as those of one policy."""

    statements: tuple[Statement, ...]
    policies: tuple[Policy, ...]

    def __init__(self, *sources: Policy | Statement | Iterable[Policy | Statement]) -> None:
        """`sources` are policies, or statements that stand for themselves, or lists of either."""
        statements: list[Statement] = []
        policies: list[Policy] = []
        for source in _flat(sources):
            if isinstance(source, Policy):
                policies.append(source)
                statements.extend(source.statements)
            else:
                statements.append(source)
        object.__setattr__(self, "statements", tuple(statements))
        object.__setattr__(self, "policies", tuple(policies))


def _flat(sources: Iterable[Policy | Statement | Iterable[Policy | Statement]]) -> Iterable[Policy | Statement]:
    for source in sources:
        if isinstance(source, Policy | Statement):
            yield source
        else:
            yield from source


@dataclass(frozen=True, slots=True)
class Applies:
    """The request matches every element of a statement, whatever its effect."""

    statement: Statement


@dataclass(frozen=True, slots=True, init=False)
class And:
    """All hold; without operands it is true."""

    operands: tuple[Expression, ...]

    def __init__(self, *operands: Expression) -> None:
        object.__setattr__(self, "operands", operands)


@dataclass(frozen=True, slots=True, init=False)
class Or:
    """At least one holds; without operands it is false."""

    operands: tuple[Expression, ...]

    def __init__(self, *operands: Expression) -> None:
        object.__setattr__(self, "operands", operands)


@dataclass(frozen=True, slots=True)
class Not:
    """The operand does not hold."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Callers without credentials."""


@dataclass(frozen=True, slots=True)
class InAccounts:
    """Root, users, roles and sessions of these accounts."""

    accounts: frozenset[str]


@dataclass(frozen=True, slots=True)
class OutsideAccounts:
    """Root, users, roles and sessions of all other accounts; of every account where none is named."""

    accounts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Services:
    """Service principals."""


@dataclass(frozen=True, slots=True)
class FederatedProviders:
    """Callers that an identity provider vouches for."""


@dataclass(frozen=True, slots=True)
class CanonicalUsers:
    """Callers named by an S3 canonical user id."""


@dataclass(frozen=True, slots=True)
class OfKinds:
    """Callers of these kinds."""

    kinds: frozenset[CallerKind]


CallerClass = Anonymous | InAccounts | OutsideAccounts | Services | FederatedProviders | CanonicalUsers | OfKinds


@dataclass(frozen=True, slots=True)
class CallerIn:
    """The caller is of one of these classes."""

    classes: tuple[CallerClass, ...]


Expression = Allowed | Applies | And | Or | Not | CallerIn


def caller_in(*classes: CallerClass) -> CallerIn:
    """The caller is of one of these classes; a question with this predicate is about who calls."""
    return CallerIn(classes)


def action_in(*patterns: str) -> Applies:
    """The action matches one of these patterns, which are written like those of `Action`."""
    return _predicate({"Action": list(patterns)})


def resource_in(*patterns: str) -> Applies:
    """The resource matches one of these patterns, which are written like those of `Resource`."""
    return _predicate({"Resource": list(patterns)})


def condition(operator: str, key: str, values: str | Sequence[str]) -> Applies:
    """One condition holds; variables in its values count."""
    return _predicate({"Condition": {operator: {key: values if isinstance(values, str) else list(values)}}})


def _predicate(elements: dict[str, Any]) -> Applies:
    """A statement of a policy that is attached to whoever calls, so that its elements alone decide."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"} | elements
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    document = Document.from_text(Source("predicate", text))
    return Applies(Policy(document.value, document.root, PolicyType.IDENTITY).statements[0])

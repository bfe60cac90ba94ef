"""What a policy allows that another does not, statement by statement, as rows for a reviewer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from iamscope.logic.decide import (
    Allowed,
    And,
    Applies,
    Expression,
    Not,
    Proof,
    Witness,
    action_in,
    find,
    readable,
    resource_in,
)
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.json_value import HOLE

#: Longer lists are shown whole: to ask of each entry would take too long, and nobody would read the answers.
_MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class Grant:
    """Access that a statement gives and the other policy does not: who, what, on what, and when, as it is written.

    `witness` is one such request in the fields of `simulate`; None if it is not certain that there is one, and `doubt`
    says why.
    """

    statement: Statement
    principals: str
    actions: str
    resources: str
    conditions: str
    witness: Witness | None
    doubt: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "statementIndex": self.statement.index,
            "statementId": self.statement.sid.value if self.statement.sid else None,
            "principals": self.principals,
            "actions": self.actions,
            "resources": self.resources,
            "conditions": self.conditions,
            "witness": self.witness.to_dict() if self.witness else None,
            "doubt": self.doubt or None,
        }


def new_grants(new: Policy, old: Policy | None, *, seconds: float = 5.0) -> Iterator[Grant]:
    """For each Allow statement of `new` through which a request passes that `old` does not allow, what is new in it.

    Entries of `Action` and `Resource` that bring nothing new are left out. All questions together take `seconds`.
    """
    deadline = time.monotonic() + seconds
    beyond = _beyond(new, old)
    for statement in new.statements:
        if not statement.allows:
            continue
        question = And(Applies(statement), beyond)
        answer = readable(question, find(question, seconds=_left(deadline)))
        if isinstance(answer, Proof):
            continue
        actions = _entries(question, [item.value for item in statement.actions], action_in, deadline)
        resources = _entries(question, [item.value for item in statement.resources], resource_in, deadline)
        yield Grant(
            statement,
            _principals(statement),
            _listed(actions) or _others("action", statement, [item.value for item in statement.not_actions]),
            _listed(resources) or _others("resource", statement, [item.value for item in statement.not_resources]),
            _conditions(statement),
            answer if isinstance(answer, Witness) else None,
            "" if isinstance(answer, Witness) else answer.reason,
        )


def _beyond(new: Policy, old: Policy | None) -> Expression:
    return Allowed(new) if old is None else And(Allowed(new), Not(Allowed(old)))


def _left(deadline: float) -> float:
    return max(0.01, deadline - time.monotonic())


def _entries(
    question: Expression, texts: Sequence[str], within: Callable[[str], Expression], deadline: float
) -> list[str]:
    """Those of the texts that bring something new; all of them where that cannot be told."""
    if not 1 < len(texts) <= _MOST_ENTRIES:
        return list(texts)
    return [
        text
        for text in texts
        if HOLE in text or not isinstance(find(And(question, within(text)), seconds=_left(deadline)), Proof)
    ]


def _principals(statement: Statement) -> str:
    if statement.element("NotPrincipal"):
        return _others("principal", statement, [item.value for item in statement.not_principals])
    named = [item.value if item.kind in (None, "AWS") else f"{item.kind} {item.value}" for item in statement.principals]
    if "*" in named:
        return "everyone"
    return _listed(named) or ("not known" if statement.element("Principal") else "whoever it is attached to")


def _conditions(statement: Statement) -> str:
    """The conditions in words: they must all hold."""
    return " and ".join(
        f"{condition.key} {condition.operator.text} {_or(value.value for value in condition.values)}"
        for condition in statement.conditions
    )


def _or(texts: Iterable[str]) -> str:
    return " or ".join(f"`{text.replace(HOLE, '…')}`" for text in texts) or "what is not known"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(text.replace(HOLE, "…") for text in texts)


def _others(what: str, statement: Statement, excluded: list[str]) -> str:
    if excluded:
        return f"every {what} but {_listed(excluded)}"
    if statement.element(what.capitalize()):
        return "not known"
    return "what it is attached to"

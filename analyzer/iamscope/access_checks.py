"""The custom policy checks of IAM Access Analyzer, offline, each with a witness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from iamscope.logic.decide import Allowed, And, Answer, Applies, Expression, Not, Proof, Witness, find
from iamscope.logic.evaluation.request import PolicyDocument, as_policy
from iamscope.policy_types import PolicyType, parse_policy_type
from iamscope.syntax.ast import Policy, Statement


class CheckVerdict(StrEnum):
    """The answer of a check, in Access Analyzer's words; it has no `UNKNOWN`, which is to be taken for a failure."""

    PASS = "PASS"  # noqa: S105  # no password
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a check did not pass: a sentence in lower case, and the statement it is about, if there is one."""

    description: str
    statement_index: int | None = None
    statement_id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fields of Access Analyzer's `ReasonSummary`; those without a value are left out."""
        fields = {
            "description": self.description,
            "statementIndex": self.statement_index,
            "statementId": self.statement_id,
        }
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict, a request that shows a failure (in the fields of `simulate`), and the reasons."""

    result: CheckVerdict
    witness: Mapping[str, Any] | None = None
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "result": self.result.value,
            "witness": dict(self.witness) if self.witness is not None else None,
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


def check_no_new_access(
    new: PolicyDocument, existing: PolicyDocument, *, policy_type: str, seconds: float = 5.0
) -> CheckResult:
    """Whether a policy allows nothing that an existing one does not: Access Analyzer's CheckNoNewAccess.

    `policy_type` is ours or AWS's (`IDENTITY_POLICY`, `RESOURCE_POLICY`). Raises InputError for a text that is no
    JSON, ValueError for an unknown type.
    """
    kind = parse_policy_type(policy_type)
    first = as_policy(new, kind, "new policy")
    second = as_policy(existing, kind, "existing policy")
    question = And(Allowed(first), Not(Allowed(second)))
    return judge(find(question, seconds=seconds), [first], "new access")


def judge(answer: Answer, policies: list[Policy], what: str) -> CheckResult:
    """The result of a check that fails if there is a witness; its reasons are the statements that allow the request."""
    if isinstance(answer, Proof):
        return CheckResult(CheckVerdict.PASS)
    if isinstance(answer, Witness):
        reasons = tuple(
            _reason(statement, what)
            for policy in policies
            for statement in policy.statements
            if statement.allows and applies(statement, answer)
        )
        return CheckResult(CheckVerdict.FAIL, answer.to_dict(), reasons or (Reason(f"the policy grants {what}"),))
    return CheckResult(
        CheckVerdict.UNKNOWN, None, (Reason(f"it cannot be told whether there is {what}: {answer.reason}"),)
    )


def applies(statement: Statement, witness: Witness) -> bool:
    """Whether a statement applies to a request that was found."""
    from iamscope.logic.decide.replay import replay

    question: Expression = Applies(statement)
    derive = statement.policy.policy_type not in _WITHOUT_CALLER
    return replay(question, witness, derive=derive) is True


_WITHOUT_CALLER = frozenset({PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION, PolicyType.SCP})


def _reason(statement: Statement, what: str) -> Reason:
    sid = statement.sid.value if statement.sid else None
    return Reason(f"{what} in statement {statement.index}" + (f", `{sid}`" if sid else ""), statement.index, sid)

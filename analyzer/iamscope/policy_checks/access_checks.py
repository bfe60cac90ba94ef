"""The custom policy checks of IAM Access Analyzer, offline, each with a witness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from iamscope.errors import InputError
from iamscope.logic.decide import (
    Allowed,
    And,
    Answer,
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
from iamscope.logic.policy_documents import PolicyDocument, as_policy
from iamscope.policy_types import parse_policy_type
from iamscope.syntax.ast import Policy, Statement

_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
#: The first five fields; wildcards belong into the last.
_ARN = re.compile(r"arn:[a-z0-9-]+:[a-z0-9-]+:[^:]*:[^:]*:.")


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
    return judge(readable(question, find(question, seconds=seconds)), [first], "new access")


def check_access_not_granted(
    policy: PolicyDocument,
    *,
    actions: Sequence[str] = (),
    resources: Sequence[str] = (),
    policy_type: str,
    seconds: float = 5.0,
) -> CheckResult:
    """Whether a policy grants none of some access: Access Analyzer's CheckAccessNotGranted.

    It fails if the policy allows one of `actions` on one of `resources`; where either is empty, on any resource, or any
    action. Both are written like those of a statement. Raises InputError for a text that is no JSON and for access that
    says nothing, ValueError for an unknown policy type.
    """
    granted = granted_access(actions, resources)
    tree = as_policy(policy, parse_policy_type(policy_type), "policy")
    question = And(Allowed(tree), granted)
    return judge(readable(question, find(question, seconds=seconds)), [tree], "that access")


def granted_access(actions: Sequence[str], resources: Sequence[str]) -> Expression:
    """The request is for one of these actions on one of these resources; raises InputError if neither is given."""
    if isinstance(actions, str) or isinstance(resources, str):
        raise InputError("`actions` and `resources` are lists", "put a single one into a list")
    for action in actions:
        if action != "*" and not _ACTION.fullmatch(action):
            raise InputError(f"`{action}` is no action", "write it as in a policy, such as `s3:GetObject`")
    for resource in resources:
        if resource != "*" and not _ARN.match(resource):
            raise InputError(f"`{resource}` is no ARN", "write it as in a policy, such as `arn:aws:s3:::bucket/*`")
    asked = [within(*texts) for within, texts in ((action_in, actions), (resource_in, resources)) if texts]
    if not asked:
        raise InputError("no access is named", "name actions, resources or both")
    return And(*asked)


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


def worst(results: Sequence[CheckResult]) -> CheckResult:
    """The gravest of some results: one failure is a failure, one doubt is a doubt."""
    for verdict in (CheckVerdict.FAIL, CheckVerdict.UNKNOWN):
        for result in results:
            if result.result is verdict:
                return result
    return CheckResult(CheckVerdict.PASS)


def applies(statement: Statement, witness: Witness) -> bool:
    """Whether a statement applies to a request that was found."""
    from iamscope.logic.decide.replay import replay

    question: Expression = Applies(statement)
    return replay(question, witness, derive=True) is True


def _reason(statement: Statement, what: str) -> Reason:
    sid = statement.sid.value if statement.sid else None
    return Reason(f"{what} in statement {statement.index}" + (f", `{sid}`" if sid else ""), statement.index, sid)

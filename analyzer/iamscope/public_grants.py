"""What rules ask of resource policies: do they give the public access?"""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy, Statement

_SECONDS = 0.5
_KINDS = (PolicyType.RESOURCE, PolicyType.TRUST)


def public_grants(policy: Policy) -> Iterator[tuple[Statement, str]]:
    """The statements through which anyone may make one request, with its action; none where that is not certain."""
    if policy.policy_type not in _KINDS or not any(map(_names_everyone, policy.statements)):
        return
    from iamscope.access.checked_types import checked_type
    from iamscope.public_check import check_no_public_access
    from iamscope.spec import load

    kind = checked_type(policy)
    if kind is None:
        return
    result = check_no_public_access(policy, resource_type=kind, seconds=_SECONDS)
    if result.witness is None or not load().action_exists(result.witness["action"]):
        return  # an action that does not exist opens nothing, and has a finding of its own
    numbers = {reason.statement_index for reason in result.reasons}
    for statement in policy.statements:
        if statement.index in numbers and _names_everyone(statement):
            yield statement, result.witness["action"]


def _names_everyone(statement: Statement) -> bool:
    if not statement.allows:
        return False
    return statement.element("NotPrincipal") is not None or any(
        principal.value == "*" and principal.kind in (None, "AWS") for principal in statement.principals
    )

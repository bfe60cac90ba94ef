"""What an Allow statement still gives an outsider once the policy's Deny statements are taken off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import NamedTuple

from iamscope.access.outsiders import Outsider
from iamscope.access.resource_scope import ResourceScope
from iamscope.logic.evaluation.callers import CallerKind, Grant, grants
from iamscope.logic.evaluation.conditions import holds
from iamscope.logic.outside_keys import outside_keys
from iamscope.logic.patterns import covers, intersects
from iamscope.syntax.ast import Condition, Statement
from iamscope.syntax.json_value import HOLE
from iamscope.syntax.variables import find_variables

#: Keys that name the resource's owner: everyone's requests carry the same values.
OWNER_KEYS = frozenset({"aws:resourceaccount", "s3:resourceaccount", "aws:resourceorgid"})
#: Keys of requests that are made with credentials.
_OF_CREDENTIALS = ("aws:principaltag/", "aws:username", "aws:multifactorauth", "aws:tokenissuetime")
#: A decision that takes longer than this counts as doubt, which leaves the access reported.
_SECONDS = 1.0


class Applied(NamedTuple):
    """A statement that applies to an outsider if the conditions that he decides himself (`free`) hold."""

    statement: Statement
    free: tuple[Condition, ...]


def applied(statement: Statement, outsider: Outsider) -> Applied | None:
    """The statement as it is for an outsider; None if it never applies to him."""
    if not names(statement, outsider):
        return None
    variables = statement.policy.version is not None and statement.policy.version.value == "2012-10-17"
    free = []
    for condition in statement.conditions:
        if is_decided(condition, outsider, variables=variables):
            if not holds(condition, outsider.context, variables=variables):
                return None
        else:
            free.append(condition)
    return Applied(statement, tuple(free))


def names(statement: Statement, outsider: Outsider) -> bool:
    """Whether a statement is about an outsider, by `Principal` or past `NotPrincipal`."""
    if statement.element("NotPrincipal") is None:
        return bool(grants(statement.principals, outsider.caller))
    # the sessions of an account are not left out by naming the account
    return not grants(statement.not_principals, outsider.caller) - {Grant.ACCOUNT}


def is_decided(condition: Condition, outsider: Outsider, *, variables: bool) -> bool:
    """Whether it is known of every request of an outsider if a condition holds."""
    if not condition.operator.known:
        return True  # it never does
    key = condition.key_name
    if key not in outside_keys() and key not in outsider.context and not _is_absent(key, outsider):
        return False
    if not variables:
        return True
    return all(
        variable.is_escape or variable.key.strip() in outsider.context or variable.key.strip().lower() in outside_keys()
        for value in condition.values
        for variable in find_variables(value.value)
    )


def _is_absent(key: str, outsider: Outsider) -> bool:
    """Whether a key belongs to callers with credentials, and this one has none."""
    return outsider.caller.kind is CallerKind.ANONYMOUS and key.startswith(_OF_CREDENTIALS)


class Remainder(NamedTuple):
    """Asks what is left of Allow statements of one policy: on which resource, and until when to search for it."""

    scope: ResourceScope
    deadline: float

    @property
    def is_late(self) -> bool:
        return monotonic() > self.deadline

    def actions(self, allow: Applied, actions: Sequence[str], denies: Sequence[Applied]) -> list[str]:
        """Those of an Allow's action patterns of which some request is left, or of which that cannot be told.

        Access Analyzer too would rather report access that is none than miss any: access-analyzer-findings.
        """
        return [action for action in actions if _remains(allow, action, denies, self)]


def _remains(allow: Applied, action: str, denies: Sequence[Applied], remainder: Remainder) -> bool:
    resources = remainder.scope.within(allow.statement, action)
    if not resources:
        return False
    touching = [deny for deny in denies if _may_hit(deny.statement, action)]
    if not touching and not _asks_twice(allow):
        return True
    if any(_takes_all(deny, resources, action) for deny in touching):
        return False
    if not _asks_twice(allow) and _all_evaded(allow, touching):
        return True
    seconds = min(_SECONDS, remainder.deadline - monotonic())
    return seconds <= 0 or _decide(allow, action, resources, touching, seconds)


def _may_hit(deny: Statement, action: str) -> bool:
    if deny.element("NotAction") is not None:
        return not any(covers(pattern.value.lower(), action.lower()) for pattern in deny.not_actions)
    return any(intersects(_wide(pattern.value), _wide(action)) for pattern in deny.actions)


def _wide(pattern: str) -> str:
    return pattern.lower().replace(HOLE, "*")


def _takes_all(deny: Applied, resources: Iterable[str], action: str) -> bool:
    """Whether a Deny without open conditions is about every request of the action for the resources."""
    statement = deny.statement
    if deny.free or statement.element("NotAction") is not None or statement.element("NotResource") is not None:
        return False
    if not any(covers(_wide(pattern.value), _wide(action)) for pattern in statement.actions):
        return False
    if statement.element("Resource") is None:
        return True
    given = [resource.value.replace(HOLE, "*") for resource in statement.resources if "${" not in resource.value]
    return all(any(covers(wide, narrow) for wide in given) for narrow in resources)


def _asks_twice(allow: Applied) -> bool:
    """Whether two open conditions are about one key, so that they may exclude each other."""
    return len({condition.key_name for condition in allow.free}) < len(allow.free)


def _all_evaded(allow: Applied, denies: Sequence[Applied]) -> bool:
    """Whether a caller evades every Deny by leaving out a key that the Allow does not ask for; no search is needed."""
    asked = {condition.key_name for condition in allow.free}
    needed = {each.key_name for deny in denies for each in deny.free if not _fails_without_key(each)}
    return all(
        any(_fails_without_key(each) and each.key_name not in asked | needed for each in deny.free) for deny in denies
    )


def _fails_without_key(condition: Condition) -> bool:
    operator = condition.operator
    if operator.family in ("Null", "") or operator.if_exists or operator.qualifier == "ForAllValues":
        return False
    return not operator.negated or operator.qualifier == "ForAnyValue"


def _decide(allow: Applied, action: str, resources: Sequence[str], denies: Iterable[Applied], seconds: float) -> bool:
    from iamscope.logic.decide import Allowed, Proof, find
    from iamscope.logic.policy_documents import as_policy
    from iamscope.policy_types import PolicyType

    granted = _plain(allow, {"Effect": "Allow", "Action": action})
    if "Resource" in granted:
        granted["Resource"] = list(resources)
    statements = [granted, *map(_plain_deny, denies)]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return not isinstance(find(Allowed(as_policy(document, PolicyType.IDENTITY)), seconds=seconds), Proof)


def _plain_deny(deny: Applied) -> dict[str, object]:
    name = "Action" if deny.statement.element("NotAction") is None else "NotAction"
    patterns = deny.statement.actions if name == "Action" else deny.statement.not_actions
    return _plain(deny, {"Effect": "Deny", name: [pattern.value.replace(HOLE, "*") for pattern in patterns]})


def _plain(part: Applied, members: dict[str, object]) -> dict[str, object]:
    """What is left of a statement to decide: no principal, and of its conditions the open ones."""
    statement = part.statement
    if statement.element("NotResource") is not None:
        members["NotResource"] = [resource.value for resource in statement.not_resources]
    else:
        members["Resource"] = [resource.value.replace(HOLE, "*") for resource in statement.resources] or "*"
    conditions: dict[str, dict[str, list[str]]] = {}
    for condition in part.free:
        values = [value.value for value in condition.values]
        conditions.setdefault(condition.operator.documented, {}).setdefault(condition.key, []).extend(values)
    if conditions:
        members["Condition"] = conditions
    return members

"""What rules ask of resource policies: do they give the public access?"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from iamscope.logic.facts import facts
from iamscope.logic.patterns import matches
from iamscope.logic.statements.resource_support import may_be_about
from iamscope.policy_types import PolicyType
from iamscope.spec import load
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.json_value import Json, Object, is_unknown

if TYPE_CHECKING:
    from iamscope.access.resource_types import ResourceType
    from iamscope.logic.decide import Expression

_SECONDS = 0.5
_SECONDS_ALTOGETHER = 2.0
_BUCKET = "AWS::S3::Bucket"
_KINDS = (PolicyType.RESOURCE, PolicyType.TRUST)
#: Of statements for everyone so many are looked at: each is a question of its own.
_MOST_STATEMENTS = 20


def public_grants(policy: Policy) -> Iterator[tuple[Statement, str]]:
    """The statements through which anyone may call an action, with it; none where that is not certain.

    Left out is `NotPrincipal` in an Allow, which has a finding of its own.
    """
    if policy.policy_type not in _KINDS:
        return
    open_ones = [statement for statement in policy.statements if _names_everyone(statement)][:_MOST_STATEMENTS]
    kind = _attached_to(policy) if open_ones else None
    if kind is None:
        return
    read = Policy(_with_own_resource(policy.value), policy.place, policy.policy_type, policy.resource_type)
    by_index = {statement.index: statement for statement in read.statements}
    latest = monotonic() + _SECONDS_ALTOGETHER
    for statement in open_ones:
        if monotonic() > latest:
            return  # `iamscope public` takes its time
        action = _public_action(read, by_index[statement.index], kind)
        if action is not None:
            yield statement, action


def _with_own_resource(value: Json) -> Json:
    """A resource policy in which a `Resource` that is not known at all is every resource.

    It can be about nothing but what it is attached to, whatever that is called: `!GetAtt Queue.Arn`.
    """
    if not isinstance(value, Object):
        return value
    return Object((name, _statements(each) if name == "Statement" else each) for name, each in value)


def _statements(value: Json) -> Json:
    if isinstance(value, list):
        return [_statements(each) for each in value]
    if not isinstance(value, Object) or is_unknown(value):
        return value
    return Object((name, _resources(each) if name == "Resource" else each) for name, each in value)


def _resources(value: Json) -> Json:
    if isinstance(value, list):
        return [_resources(each) for each in value]
    return "*" if is_unknown(value) else value


def _attached_to(policy: Policy) -> ResourceType | None:
    from iamscope.access.checked_types import checked_type
    from iamscope.access.resource_types import resource_type, resource_types

    if policy.resource_type is not None:
        return resource_types().get(policy.resource_type) or _any_type(policy, policy.resource_type)
    name = checked_type(policy)
    if name is None or (name == _BUCKET and not _is_about_one_bucket(policy)):
        return None
    return resource_type(name)


def _any_type(policy: Policy, name: str) -> ResourceType | None:
    """A type that Access Analyzer makes no findings for: what its policy's actions are of, for callers who sign."""
    from iamscope.access.resource_types import ResourceType

    services = {action.service for statement in policy.statements for action in statement.actions} - {""}
    return ResourceType(name, tuple(sorted(services)), frozenset(), (), anonymous=False) if services else None


def _is_about_one_bucket(policy: Policy) -> bool:
    """Whether a policy that is told by its actions alone may be a bucket's, and not one of a VPC endpoint for S3."""
    named = {
        resource.value.partition("/")[0].rstrip("*")
        for statement in policy.statements
        for resource in statement.resources
    }
    return len(named) == 1 and "" not in named


def _public_action(policy: Policy, statement: Statement, kind: ResourceType) -> str | None:
    """An action of the type's services that the public may call through a statement, a telling one if possible."""
    from iamscope.logic.decide import Applies, Witness, action_in
    from iamscope.policy_checks.public_check import find_stranger

    telling = facts("facts/telling-actions")["actions"]
    for asked in (
        *([action] for service in kind.services for action in telling.get(service, ()) if _names(statement, action)),
        [f"{service}:*" for service in kind.services],
    ):
        wanted = (Applies(statement), action_in(*asked), _comes_from_somewhere())
        answer = find_stranger(policy, wanted, _SECONDS, anonymous=kind.anonymous)
        if isinstance(answer, Witness) and _is_about_something(statement, answer.action):
            return answer.action
    return None


def _comes_from_somewhere() -> Expression:
    """The request carries one of the keys of which each request has one: an address, or a VPC endpoint."""
    from iamscope.logic.decide import And, Or, condition

    keys = facts("facts/conditions")["one_is_sent"]["keys"]
    return And(*(Or(*(condition("Null", each, "false") for each in (key, *others))) for key, others in keys.items()))


def _names(statement: Statement, action: str) -> bool:
    return statement.element("NotAction") is not None or any(
        matches(pattern.value.lower(), action.lower()) for pattern in statement.actions
    )


def _is_about_something(statement: Statement, action: str) -> bool:
    """Whether an action exists and works on a resource that the statement names: if not, it opens nothing."""
    known = load().action(action)
    if known is None:
        return load().action_exists(action)
    return not statement.resources or any(may_be_about(known, resource) for resource in statement.resources)


def _names_everyone(statement: Statement) -> bool:
    return statement.allows and any(
        principal.value == "*" and principal.kind in (None, "AWS") for principal in statement.principals
    )

"""Access Analyzer's CheckNoPublicAccess, offline, with a witness.

Public is what anyone can do who has no credentials, or those of an account that the policy does not name, with values
of outside keys that the policy does not fix. Two procedures must agree on a PASS: the one over all requests, and the
classes of outsiders that external access findings are made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from iamscope.access import resource_types
from iamscope.access.external_policies import Question, external_grants
from iamscope.access.ownership import Owner, values_of
from iamscope.access.zone import ZoneOfTrust
from iamscope.errors import InputError
from iamscope.logic.evaluation.callers import parse_caller
from iamscope.logic.facts import facts
from iamscope.logic.outside_keys import Names, OutsideKey, outside_keys
from iamscope.logic.policy_documents import PolicyDocument, as_policy
from iamscope.policy_checks.access_checks import CheckResult, CheckVerdict, Reason, judge
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Condition, Policy
from iamscope.syntax.derived import DerivedDocument, origin_of
from iamscope.syntax.json_value import HOLE, Json, Object

if TYPE_CHECKING:
    from iamscope.logic.decide import Answer, CallerIn, Expression

_NOBODY = ZoneOfTrust(frozenset())
_SOMEBODY = "arn:aws:iam::000000000000:root"


def check_no_public_access(policy: PolicyDocument, *, resource_type: str, seconds: float = 5.0) -> CheckResult:
    """Whether a resource policy gives nothing to the public: Access Analyzer's CheckNoPublicAccess.

    `resource_type` is one of the types that the API takes. Raises InputError for any other, and for a text that is no
    JSON.
    """
    types = facts("resource-policies")["access_analyzer"]["AccessCheckResourceType"]
    if resource_type not in types:
        raise InputError(
            f"`{resource_type}` is no type that public access is checked for", f"known are {', '.join(types)}"
        )
    type = resource_types.resource_type(resource_type)
    tree = as_policy(policy, PolicyType.TRUST if type.name == resource_types.ROLE else PolicyType.RESOURCE)
    tree = _with_named_principals(tree)
    from iamscope.logic.decide import Unknown, Witness

    answer = _find_public(tree, seconds, anonymous=type.anonymous)
    if isinstance(answer, Witness | Unknown):
        return judge(answer, [tree], "public access")
    grants = external_grants(Question(tree, type, None, _NOBODY))
    open_ones = [grant for grant in grants if grant.is_public]
    if not open_ones:
        return CheckResult(CheckVerdict.PASS)
    return _unknown(f"statement {open_ones[0].statements[0].index} seems to be public, but no request shows it")


def _unknown(why: str) -> CheckResult:
    return CheckResult(
        CheckVerdict.UNKNOWN, None, (Reason(f"it cannot be told whether there is public access: {why}"),)
    )


def _find_public(policy: Policy, seconds: float, *, anonymous: bool) -> Answer:
    """A request of the public that the policy allows, if possible without credentials, which no other policy limits."""
    from iamscope.logic.decide import Witness

    answer = find_stranger(policy, (), seconds, anonymous=anonymous)
    if anonymous and isinstance(answer, Witness) and answer.principal is not None:
        simpler = _find_anonymous(policy, seconds)
        return simpler if isinstance(simpler, Witness) else answer
    return answer


def find_stranger(policy: Policy, asked: Sequence[Expression], seconds: float, *, anonymous: bool) -> Answer:
    """A request of the public that the policy allows and that is as asked; `anonymous`: also without credentials."""
    from iamscope.logic.decide import And, Anonymous, OutsideAccounts, caller_in, find

    strangers = OutsideAccounts(frozenset(_named_accounts(policy)))
    callers = caller_in(Anonymous(), strangers) if anonymous else caller_in(strangers)
    return find(And(_public(policy, callers), *asked), seconds=seconds)


def _find_anonymous(policy: Policy, seconds: float) -> Answer:
    from iamscope.logic.decide import Anonymous, caller_in, find

    return find(_public(policy, caller_in(Anonymous())), seconds=seconds)


def _public(policy: Policy, callers: CallerIn) -> Expression:
    """The policy allows a request of these callers with nothing that it fixes."""
    from iamscope.logic.decide import Allowed, And, Not, condition

    fixed = [Not(condition(operator, key.name, values)) for key, operator, values in _fixed_values(policy)]
    return And(
        Allowed(policy),
        callers,
        Not(condition("StringEqualsIgnoreCase", "aws:PrincipalIsAWSService", "true")),
        condition("Null", "aws:PrincipalServiceName", "true"),
        condition("Null", "aws:PrincipalServiceNamesList", "true"),
        Not(condition("ArnLike", "aws:PrincipalArn", "arn:*:iam::*:role/aws-service-role/*")),
        *fixed,
    )


def _with_named_principals(policy: Policy) -> Policy:
    """The policy with somebody in place of each AWS principal that is known in part: it is not the public.

    Only `*` alone names everyone; what stands in an ARN beside something unknown is one principal.
    """
    if not any(HOLE in item.value for statement in policy.statements for item in statement.principals):
        return policy
    value = _with_member(policy.value, "Statement", _each(_with_named_principal))
    place = DerivedDocument(value, origin_of(policy.place)).root
    return Policy(value, place, policy.policy_type, policy.resource_type)


def _with_named_principal(statement: Json) -> Json:
    return _with_member(statement, "Principal", lambda value: _with_member(value, "AWS", _each(_somebody)))


def _somebody(principal: Json) -> Json:
    known = principal.replace(HOLE, "") if isinstance(principal, str) else ""
    return _SOMEBODY if known and known != principal and "*" not in known else principal


def _each(change: Callable[[Json], Json]) -> Callable[[Json], Json]:
    """The change of a value, or of each of a list."""
    return lambda value: [change(item) for item in value] if isinstance(value, list) else change(value)


def _with_member(value: Json, name: str, change: Callable[[Json], Json]) -> Json:
    if not isinstance(value, Object):
        return value
    return Object((key, change(item) if key == name else item) for key, item in value)


def _named_accounts(policy: Policy) -> Iterator[str]:
    for statement in policy.statements:
        for principal in (*statement.principals, *statement.not_principals):
            try:
                caller = parse_caller(principal.value)
            except ValueError:
                continue
            if caller.in_account:
                yield caller.account


def _fixed_values(policy: Policy) -> Iterator[tuple[OutsideKey, str, list[str]]]:
    """For each outside key and way of comparing it, the values that name one party: not the public's."""
    found: dict[tuple[OutsideKey, str], list[str]] = {}
    for statement in policy.statements:
        for each in statement.conditions:
            key = outside_keys().get(each.key_name)
            if key is None or key.names is Names.AWS_SERVICE or each.operator.family in ("Null", ""):
                continue  # that no service is the public has been said
            for value, named in zip(each.values, values_of(each, key, _NOBODY), strict=True):
                if named.owner is not Owner.ANYONE:
                    found.setdefault((key, _matching(each, key)), []).append(value.value)
    for (key, operator), values in found.items():
        yield key, operator, values


def _matching(each: Condition, key: OutsideKey) -> str:
    """The positive operator of a condition's family."""
    if key.names is Names.ADDRESS_RANGE:
        return "IpAddress"
    names = {
        "ARN": "ArnLike",
        "Bool": "Bool",
        "Numeric": "NumericEquals",
        "Date": "DateEquals",
        "Binary": "BinaryEquals",
    }
    name = names.get(each.operator.family) or ("StringLike" if each.operator.like else "StringEquals")
    if each.operator.name.endswith("IgnoreCase"):
        name = "StringEqualsIgnoreCase"
    multivalued = key.names is Names.ORGANIZATION_PATH
    return f"ForAnyValue:{name}" if multivalued else name

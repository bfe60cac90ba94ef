"""Random small policies: no request of a finite universe refutes a proof, and laws hold that no policy can break."""

import itertools
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iamscope.logic.decide import (
    Allowed,
    And,
    Answer,
    Applies,
    Expression,
    Not,
    Or,
    Proof,
    ResourceWildcards,
    Unknown,
    Witness,
    find,
)
from iamscope.logic.decide.lowering import KeyUse
from iamscope.logic.decide.replay import replay
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

Document = dict[str, Any]

ACTION_PATTERNS = [
    "*",
    "s3:*",
    "s3:Get*",
    "s3:*Object",
    "s3:GetObject",
    "s3:Get?bject",
    "S3:GETOBJECT*",
    "s3:*b*",
    "s3:?*",
    "ec2:Run*",
]
ACTIONS = [
    "s3:getobject",
    "s3:getobjects",
    "s3:putobject",
    "s3:getabject",
    "s3:listbucket",
    "s3:b",
    "ec2:runinstances",
    "ec2:stop",
    "iam:x",
]
RESOURCE_PATTERNS = [
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/a",
    "arn:aws:s3:::*",
    "arn:aws:s3:::*/a*",
    "arn:*",
    "arn:aws:s3:::b/a?",
    "arn:aws:s3:::?/*",
    "arn:aws:s3",
    "arn:aws:s3:*:q",
    "arn:aws:s3:::b/*a*",
    "execute-api:/*",
]
VARIABLE_PATTERNS = [
    "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::${aws:PrincipalTag/t, 'b'}/*",
    "arn:aws:s3:::b/${*}",
]
RESOURCES = [
    "*",
    "arn:aws:s3:::b/a",
    "arn:aws:s3:::b/ab",
    "arn:aws:s3:::b/b",
    "arn:aws:s3:::c/a",
    "arn:aws:s3:::c/xaz",
    "arn:aws:s3:::b/bob/x",
    "arn:aws:s3:::b/*",
    "arn:aws:sqs:us-east-1:111122223333:q",
    "execute-api:/x",
]
#: Values in policies, operators, and values of requests, by key.
KEYS: dict[str, tuple[list[str], list[str], list[Any]]] = {
    "aws:PrincipalTag/t": (
        ["StringEquals", "StringNotEquals", "StringLike", "StringNotLikeIfExists", "Null"],
        ["a", "a*", "*b", "", "?", "true"],
        [None, "a", "b", "ab", "", "bob"],
    ),
    "s3:max-keys": (
        ["NumericEquals", "NumericLessThan", "NumericGreaterThanEquals", "NumericNotEqualsIfExists"],
        ["1", "2", "1.5", "x"],
        [None, "0", "1", "1.2", "1.5", "2", "5"],
    ),
    "aws:CurrentTime": (
        ["DateLessThan", "DateGreaterThanIfExists", "DateEquals"],
        ["2020-01-01T00:00:00Z", "2021-01-01", "1577836800"],
        [None, "2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2020-06-01T00:00:00Z", "2021-01-01T00:00:00Z"],
    ),
    "aws:SourceIp": (
        ["IpAddress", "NotIpAddress", "IpAddressIfExists"],
        ["10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32", "0.0.0.0/0", "::/0"],
        [None, "10.0.0.1", "10.1.2.3", "11.0.0.1", "2001:db8::1", "2002::1"],
    ),
    "aws:SecureTransport": (["Bool", "BoolIfExists", "Null"], ["true", "false"], [None, "true", "false"]),
    "aws:TagKeys": (
        [
            "ForAllValues:StringEquals",
            "ForAnyValue:StringLike",
            "ForAllValues:StringNotLike",
            "ForAnyValue:StringNotEquals",
        ],
        ["a", "b", "a*", "*"],
        [None, ["a"], ["b"], ["ab"], ["a", "b"], ["a", "c"], ["c"]],
    ),
    "aws:SourceArn": (
        ["ArnLike", "ArnNotLikeIfExists", "StringLike"],
        ["arn:aws:s3:::*", "arn:aws:sns:*:*:t", "arn:*:*:*:*:*", "arn:aws:sns:us-east-1:*"],
        [None, "arn:aws:s3:::b", "arn:aws:sns:us-east-1:1:t", "arn:aws:sns:eu-west-1:1:t", "arn:aws:sns:us-east-1:1:u"],
    ),
    "aws:PrincipalArn": (
        ["ArnLike", "StringNotLike", "StringEqualsIfExists"],
        ["arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:user/bob", "arn:aws:iam::111122223333:role/R"],
        [None, "arn:aws:iam::111122223333:role/R", "arn:aws:iam::444455556666:user/bob"],
    ),
    "aws:PrincipalAccount": (
        ["StringEquals", "StringNotEquals"],
        ["111122223333", "444455556666"],
        [None, "111122223333", "444455556666"],
    ),
    "aws:PrincipalIsAWSService": (["Bool", "BoolIfExists"], ["true", "false"], [None, "true", "false"]),
}
OF_CALLER = {"aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalIsAWSService"}
PRINCIPALS: list[Any] = [
    "*",
    {"AWS": "111122223333"},
    {"AWS": "arn:aws:iam::111122223333:root"},
    {"AWS": "arn:aws:iam::111122223333:role/R"},
    {"AWS": "arn:aws:iam::111122223333:role/p/R"},
    {"AWS": "arn:aws:sts::111122223333:assumed-role/R/s"},
    {"AWS": ["111122223333", "arn:aws:iam::444455556666:user/bob"]},
    {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/R", "arn:aws:sts::111122223333:assumed-role/R/s"]},
    {"Service": "sns.amazonaws.com"},
    {"Federated": "cognito-identity.amazonaws.com"},
    {"CanonicalUser": "0" * 63 + "1"},
]
CALLERS: list[Any] = [
    None,
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:role/R",
    "arn:aws:iam::111122223333:role/p/R",
    "arn:aws:sts::111122223333:assumed-role/R/s",
    "arn:aws:sts::111122223333:assumed-role/R/t",
    "arn:aws:iam::444455556666:user/bob",
    "arn:aws:sts::444455556666:federated-user/bob",
    "arn:aws:iam::777788889999:user/bob",
    {"Service": "sns.amazonaws.com"},
    {"Service": "sqs.amazonaws.com"},
    {"Federated": "cognito-identity.amazonaws.com"},
    {"CanonicalUser": "0" * 63 + "1"},
]


@st.composite
def conditions(draw: st.DrawFn) -> Document:
    found: Document = {}
    for key in draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=2, unique=True)):
        operators, values, _ = KEYS[key]
        found.setdefault(draw(st.sampled_from(operators)), {})[key] = draw(some(values))
    return found


def some(values: list[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


@st.composite
def statements(draw: st.DrawFn, resources: list[str], callers: bool) -> Document:
    usually = [False, False, False, True]
    found: Document = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
    for name, values in (("Action", ACTION_PATTERNS), ("Resource", resources)):
        negated = "Not" if draw(st.sampled_from(usually)) else ""
        found[negated + name] = draw(some(values))
    if callers:
        found[draw(st.sampled_from(["Principal", "Principal", "NotPrincipal"]))] = draw(st.sampled_from(PRINCIPALS))
    found["Condition"] = draw(conditions())
    return found


def policies(
    kind: PolicyType = PolicyType.IDENTITY, resources: list[str] = RESOURCE_PATTERNS
) -> st.SearchStrategy[Policy]:
    one = statements(resources, kind is PolicyType.RESOURCE)
    return st.lists(one, min_size=1, max_size=3).map(lambda found: as_policy(document(found), kind))


def document(found: list[Document]) -> Document:
    return {"Version": "2012-10-17", "Statement": found}


def joined(*parts: Policy) -> Policy:
    """One policy with the statements of several."""
    found = [plain(statement.value) for part in parts for statement in part.statements]
    return as_policy(document(found), parts[0].policy_type)


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return {name: plain(member) for name, member in value}
    return [plain(item) for item in value] if isinstance(value, list) else value


def universe(keys: list[str], callers: list[Any], derive: bool) -> list[Witness]:
    """Random requests, the same in every run, over what the policies can tell apart."""
    chance = random.Random(7)  # noqa: S311  # no secret
    found = []
    for _ in range(100):
        caller = chance.choice(callers)
        context = {key: chance.choice(KEYS[key][2]) for key in keys if not (derive and key in OF_CALLER)}
        if not isinstance(caller, str):
            context.pop("aws:PrincipalTag/t", None)  # what only callers of an account have
        context = {key: value for key, value in context.items() if value is not None}
        found.append(Witness(caller, chance.choice(ACTIONS), chance.choice(RESOURCES), context))
    return found


def check(
    expression: Expression, *parts: Policy, wildcards: ResourceWildcards = ResourceWildcards.OVER_COLONS
) -> Answer:
    """The answer, after all requests of the universe have been tried against a proof."""
    derive = KeyUse(expression).asks_for_caller
    answer = find(expression, wildcards=wildcards)
    if isinstance(answer, Witness):
        assert replay(expression, answer, wildcards, derive=derive) is True
    if isinstance(answer, Proof):
        used = {condition.key for part in parts for statement in part.statements for condition in statement.conditions}
        everybody = parts[0].policy_type is PolicyType.RESOURCE
        callers = [caller for caller in CALLERS if everybody or isinstance(caller, str)]
        for request in universe(sorted({*used, "aws:PrincipalTag/t"}), callers, derive):
            assert replay(expression, request, wildcards, derive=derive) is not True, request
    return answer


def decided(answer: Answer) -> None:
    assert not isinstance(answer, Unknown), answer.reason


QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(policies(), policies())
def test_identity_policies(new: Policy, existing: Policy) -> None:
    decided(check(And(Allowed(new), Not(Allowed(existing))), new, existing))


@QUICK
@given(policies(), policies())
def test_wildcards_within_fields(new: Policy, existing: Policy) -> None:
    question = And(Allowed(new), Not(Allowed(existing)))
    decided(check(question, new, existing, wildcards=ResourceWildcards.WITHIN_FIELDS))


@QUICK
@given(policies(PolicyType.RESOURCE), policies(PolicyType.RESOURCE))
def test_resource_policies(new: Policy, existing: Policy) -> None:
    decided(check(And(Allowed(new), Not(Allowed(existing))), new, existing))


@QUICK
@given(policies(resources=RESOURCE_PATTERNS + VARIABLE_PATTERNS), policies(resources=VARIABLE_PATTERNS))
def test_policies_with_variables(new: Policy, existing: Policy) -> None:
    check(And(Allowed(new), Not(Allowed(existing))), new, existing)


@QUICK
@given(policies(), policies(PolicyType.BOUNDARY), policies())
def test_combinations(identity: Policy, boundary: Policy, other: Policy) -> None:
    within = And(Allowed(identity), Allowed(boundary))
    decided(check(And(within, Not(Allowed(other))), identity, boundary, other))
    decided(check(And(Allowed(other), Not(within)), identity, boundary, other))
    either = Or(Allowed(identity), Applies(other.statements[0]))
    decided(check(And(either, Not(Allowed(boundary))), identity, boundary, other))


@QUICK
@given(policies())
def test_a_statement_that_is_redundant_changes_nothing(policy: Policy) -> None:
    for number, statement in enumerate(policy.statements):
        rest = [each for other, each in enumerate(policy.statements) if other != number]
        more, less = Allowed(policy), Allowed(rest)
        gained = check(And(more, Not(less)), policy)
        lost = check(And(less, Not(more)), policy)
        decided(gained)
        decided(lost)
        assert isinstance(lost if statement.allows else gained, Proof)


@QUICK
@given(
    st.sampled_from([PolicyType.IDENTITY, PolicyType.RESOURCE]).flatmap(
        lambda kind: st.tuples(policies(kind), policies(kind))
    )
)
def test_laws_of_containment(pair: tuple[Policy, Policy]) -> None:
    first, second = pair
    proof = Proof()
    assert find(And(Allowed(first), Not(Allowed(first)))) == proof
    assert find(And(Allowed(first), Not(Allowed(joined(first))))) == proof
    allows = [statement for statement in second.statements if statement.allows]
    denies = [statement for statement in second.statements if statement.denies]
    own = list(first.statements)
    assert find(And(Allowed(first), Not(Allowed([*own, *allows])))) == proof, "an Allow takes nothing away"
    assert find(And(Allowed([*own, *denies]), Not(Allowed(first)))) == proof, "a Deny adds nothing"
    for order in itertools.islice(itertools.permutations(own), 3):
        assert find(And(Allowed(list(order)), Not(Allowed(first)))) == proof, "the order means nothing"


@QUICK
@given(policies(resources=RESOURCE_PATTERNS + VARIABLE_PATTERNS))
def test_a_policy_with_variables_is_within_itself(policy: Policy) -> None:
    assert find(And(Allowed(policy), Not(Allowed(joined(policy))))) == Proof()

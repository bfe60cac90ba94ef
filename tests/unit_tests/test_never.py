"""`never` is decided over all requests: a witness is allowed, and where it holds no request is."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.logic.evaluation.evaluate import Verdict, evaluate
from iamscope.logic.evaluation.request import parse_request
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.document import Document
from iamscope.unit_tests.expectations import Expectation, Verb
from iamscope.unit_tests.never import Answer, never

ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::111122223333:role/app"
SESSION = "arn:aws:sts::111122223333:assumed-role/app/s1"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234"
_TYPES = {
    "identity_policies": PolicyType.IDENTITY,
    "permission_boundaries": PolicyType.BOUNDARY,
    "vpc_endpoint_policies": PolicyType.ENDPOINT,
    "resource_policy": PolicyType.RESOURCE,
    "session_policy": PolicyType.SESSION,
    "scps": PolicyType.SCP,
    "rcps": PolicyType.RCP,
}


def allow(action: str | list[str] = "*", resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def deny(action: str | list[str] = "*", resource: str = "*", **more: Any) -> dict[str, Any]:
    return allow(action, resource, Effect="Deny", **more)


def _typed(name: str, value: Any) -> Any:
    """Statements as the policies of a field."""
    if name not in _TYPES:
        return value
    policy = as_policy({"Version": "2012-10-17", "Statement": value}, _TYPES[name])
    if name in ("scps", "rcps"):
        return [[policy]]
    return policy if name in ("resource_policy", "session_policy") else [policy]


def ask(actions: str = "s3:*", resource: str = "*", principal: Any = ALICE, **fields: Any) -> Answer | None:
    request = {name: _typed(name, value) for name, value in fields.items()}
    place = Document.from_text(Source("x", "0")).root
    anyone = principal == "anyone"
    principals = (None if anyone else principal,)
    return never(Expectation("x", Verb.NEVER, (actions,), (resource,), principals, request, place, "", anyone))


def holds(*arguments: Any, **fields: Any) -> bool | None:
    """True: it holds; False: a request is allowed; None: not decided."""
    answer = ask(*arguments, **fields)
    return True if answer is None else None if answer.message != "is allowed" else False


class TestIdentityPolicies:
    def test_nothing_allows(self) -> None:
        assert holds(identity_policies=[allow("ec2:*")]) is True

    def test_something_does(self) -> None:
        answer = ask("s3:Delete*", identity_policies=[allow("s3:*Object", "arn:aws:s3:::b/*")])
        assert answer is not None
        assert answer.request is not None
        assert answer.request.action == "s3:DeleteObject"
        assert evaluate(answer.request).decision is Verdict.ALLOWED

    def test_a_deny_closes_it(self) -> None:
        statements = [allow(), deny("s3:Delete*", "arn:aws:s3:::b/*")]
        assert holds("s3:DeleteObject", "arn:aws:s3:::b/*", identity_policies=statements) is True
        assert holds("s3:DeleteObject", "arn:aws:s3:::*", identity_policies=statements) is False

    def test_unless_its_condition_leaves_a_gap(self) -> None:
        condition = {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
        statements = [allow(), deny(Condition=condition)]
        assert holds(identity_policies=statements) is False
        assert holds(identity_policies=statements, context={"aws:SourceIp": "198.51.100.7"}) is True

    def test_actions_without_resources(self) -> None:
        statements = [allow("s3:ListAllMyBuckets"), deny("s3:*", "arn:aws:s3:::*")]
        assert holds(identity_policies=statements) is False

    def test_who_am_i(self) -> None:
        assert holds("sts:*", identity_policies=[deny()]) is False


class TestLimits:
    def test_boundary_session_and_scp(self) -> None:
        everything = {"identity_policies": [allow()]}
        for limit in ("permission_boundaries", "session_policy", "scps"):
            assert holds(**everything, **{limit: [allow("ec2:*")]}) is True
            assert holds(**everything, **{limit: [allow(), deny("s3:*")]}) is True
            assert holds(**everything, **{limit: [allow("s3:Get*")]}) is False

    def test_a_resource_policy_that_names_the_user_is_stronger_than_a_boundary(self) -> None:
        granted = {"permission_boundaries": [allow("ec2:*")], "resource_policy": [allow(Principal={"AWS": ALICE})]}
        assert holds(**granted, resource_account="111122223333") is False
        assert holds(**granted, resource_account="444455556666") is True

    def test_the_account_that_manages_the_organization(self) -> None:
        limited = {"identity_policies": [allow()], "scps": [allow("ec2:*")]}
        assert holds(**limited, management_account="111122223333") is False
        assert holds(**limited, management_account="444455556666") is True
        assert holds(principal="anyone", **limited, management_account="444455556666") is not True

    def test_rcps_reach_their_services(self) -> None:
        limited = {"identity_policies": [allow()], "rcps": [deny(Principal="*")]}
        assert holds("s3:*", **limited) is True
        assert holds("ec2:*", **limited) is False


class TestResourcePolicies:
    def test_a_key_policy_that_names_others(self) -> None:
        role = "arn:aws:iam::111122223333:role/app"
        others = {"identity_policies": [allow()], "resource_policy": [allow(Principal={"AWS": role})]}
        assert holds("kms:Decrypt", KEY, **others) is True
        assert holds("kms:Decrypt", KEY, SESSION, **others) is False
        assert holds("kms:*", "*", **others) is False  # kms:ListKeys has no key whose policy could matter

    def test_a_policy_that_only_delegates(self) -> None:
        delegating = {"resource_policy": [allow(Principal={"AWS": "111122223333"})], "resource_account": "111122223333"}
        assert holds(**delegating) is True
        assert holds(**delegating, identity_policies=[allow("s3:Get*")]) is False

    def test_anonymous(self) -> None:
        public = [allow("s3:GetObject", Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}})]
        assert holds("s3:Get*", principal=None, resource_policy=public) is False
        assert holds("s3:Put*", principal=None, resource_policy=public) is True
        assert holds("s3:Get*", principal=None, resource_policy=[allow(Principal={"AWS": ALICE})]) is True

    def test_anyone(self) -> None:
        granted = [allow("s3:GetObject", Principal={"AWS": "444455556666"})]
        assert holds("s3:Put*", principal="anyone", resource_policy=granted) is True
        assert holds("s3:Get*", principal="anyone", resource_policy=granted) is not True

    def test_a_service(self) -> None:
        service = {"Service": "delivery.logs.amazonaws.com"}
        granted = [allow("s3:PutObject", Principal=service)]
        assert holds("s3:*", principal=service, resource_policy=granted) is False
        assert holds("s3:*", principal={"Service": "sns.amazonaws.com"}, resource_policy=granted) is True


class TestContext:
    @pytest.mark.parametrize(
        ("context", "proved"),
        [
            ({"aws:PrincipalTag/team": "sales"}, True),
            ({"aws:PrincipalTag/team": "finance"}, False),
            ({"aws:TagKeys": ["a"]}, False),
        ],
    )
    def test_is_fixed(self, context: dict[str, Any], proved: bool) -> None:
        condition = {"StringEquals": {"aws:PrincipalTag/team": "finance"}}
        assert holds(identity_policies=[allow(Condition=condition)], context=context) is proved

    @pytest.mark.parametrize("key", ["aws:SourceIp", "aws:CurrentTime", "aws:SourceArn", "aws:SecureTransport"])
    def test_a_value_that_is_none_proves_nothing(self, key: str) -> None:
        assert holds(identity_policies=[allow()], context={key: "nonsense"}) is not True


def test_what_is_not_known_is_not_decided() -> None:
    answer = ask(identity_policies=[allow(), {"Ref": "Statement"}])
    assert answer == Answer("could not be decided: a policy has statements that are not known", None)


@pytest.mark.parametrize(
    "settings",
    [
        {"access_point": {"arn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/p"}},
        {"acl_grants": "public-read"},
        {"object_owner": "444455556666"},
    ],
)
def test_what_else_may_grant_than_policies_is_not_decided(settings: dict[str, Any]) -> None:
    answer = ask(**settings)
    assert answer is not None
    assert answer.message.startswith("could not be decided: what access points, access control lists and other owners")


def test_block_public_access_only_takes_away() -> None:
    blocked = {"public_access_block": {"RestrictPublicBuckets": True}}
    assert holds(principal=None, **blocked) is True
    public = allow("s3:GetObject", Principal="*")
    assert holds("s3:GetObject", "arn:aws:s3:::a/1", principal=None, resource_policy=[public]) is False
    # no request is allowed, but no proof goes by these settings
    found = ask("s3:GetObject", "arn:aws:s3:::a/1", principal=None, resource_policy=[public], **blocked)
    assert found is not None
    assert found.message.startswith("could not be decided")


def test_the_root_user_gets_at_the_policy_of_a_bucket() -> None:
    closed = [deny("s3:*", Principal="*")]
    assert holds("s3:DeleteBucketPolicy", principal="111122223333", resource_policy=closed) is False
    assert holds("s3:DeleteBucket", principal="111122223333", resource_policy=closed) is True
    assert holds("s3:DeleteBucketPolicy", principal=ALICE, resource_policy=closed) is True


def test_a_file_system_without_a_policy_is_open() -> None:
    system = "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1"
    assert holds("elasticfilesystem:ClientMount", system, principal=None) is False
    assert holds("elasticfilesystem:DescribeFileSystems", system, principal=None) is True


def test_what_is_for_the_own_account_no_policy_permits_to_others() -> None:
    queue = "arn:aws:sqs:us-east-2:111122223333:queue1"
    shared = [allow("sqs:*", Principal="*")]
    bob = "arn:aws:iam::444455556666:user/bob"
    for others in (None, bob):
        assert holds("sqs:DeleteQueue", queue, principal=others, resource_policy=shared, identity_policies=[allow()])
        found = ask("sqs:*", queue, principal=others, resource_policy=shared, identity_policies=[allow()])
        assert found is not None
        assert found.message == "is allowed"
    assert holds("sqs:DeleteQueue", queue, resource_policy=shared) is False


ACTIONS = ["s3:GetObject", "s3:PutObject"]
RESOURCES = ["arn:aws:s3:::a/1", "arn:aws:s3:::b/1"]
CONTEXTS: list[dict[str, str]] = [{}, {"aws:RequestTag/t": "x"}, {"aws:RequestTag/t": "y"}]
CONDITIONS: list[dict[str, Any]] = [
    {},
    {"StringEquals": {"aws:RequestTag/t": "x"}},
    {"StringNotEquals": {"aws:RequestTag/t": "x"}},
    {"StringEqualsIfExists": {"aws:RequestTag/t": "x"}},
    {"Null": {"aws:RequestTag/t": "true"}},
]
statements = st.lists(
    st.builds(
        lambda effect, action, resource, condition: {
            "Effect": effect,
            "Action": action,
            "Resource": resource,
            "Condition": condition,
        },
        st.sampled_from(["Allow", "Deny"]),
        st.sampled_from([*ACTIONS, "s3:*", "*"]),
        st.sampled_from([*RESOURCES, "arn:aws:s3:::a/*", "*"]),
        st.sampled_from(CONDITIONS),
    ),
    min_size=1,
    max_size=3,
)
CALLERS = [ALICE, SESSION, ROLE, "111122223333", None]
NAMED = [*(caller for caller in CALLERS if caller), "*", "444455556666"]
of_resource = st.tuples(statements, st.lists(st.sampled_from(NAMED), min_size=3, max_size=3)).map(
    lambda found: [statement | {"Principal": {"AWS": name}} for statement, name in zip(*found, strict=False)]
)


def is_allowed_somewhere(
    principal: str | None, fields: dict[str, Any], actions: list[str] = ACTIONS, resources: list[str] = RESOURCES
) -> bool:
    """Whether a request is allowed, by trying; those of a role come from its sessions, too."""
    return any(
        evaluate(
            parse_request({**fields, "principal": caller, "action": action, "resource": resource, "context": context})
        ).decision
        is Verdict.ALLOWED
        for caller in ([ROLE, SESSION] if principal == ROLE else [principal])
        for action in actions
        for resource in resources
        for context in CONTEXTS
    )


@settings(max_examples=40, deadline=None)
@given(
    principal=st.sampled_from(CALLERS),
    identity=statements,
    boundary=st.none() | statements,
    session=st.none() | statements,
    scp=st.none() | statements,
    granted=st.none() | of_resource,
    account=st.sampled_from(["111122223333", "444455556666"]),
)
def test_agrees_with_trying(principal: str | None, account: str, **policies: list[Any] | None) -> None:
    names = {
        "identity": "identity_policies",
        "boundary": "permission_boundaries",
        "session": "session_policy",
        "scp": "scps",
        "granted": "resource_policy",
    }
    fields = {names[name]: value for name, value in policies.items() if value is not None}
    typed = {name: _typed(name, value) for name, value in fields.items()} | {"resource_account": account}
    answers = [
        holds(action, resource, principal, resource_account=account, **fields)
        for action in ACTIONS
        for resource in RESOURCES
    ]
    assert (False in answers) == is_allowed_somewhere(principal, typed)
    assert None not in answers


@settings(max_examples=25, deadline=None)
@given(
    identity=statements,
    boundary=st.none() | statements,
    scp=st.none() | statements,
    granted=st.none() | of_resource,
    management=st.sampled_from([None, "111122223333"]),
)
def test_a_proof_for_anyone_holds_for_each(management: str | None, **policies: list[Any] | None) -> None:
    names = {"identity": "identity_policies", "boundary": "permission_boundaries", "scp": "scps"}
    names["granted"] = "resource_policy"
    fields = {names[name]: value for name, value in policies.items() if value is not None}
    fixed = {"resource_account": "111122223333", "management_account": management}
    typed = {name: _typed(name, value) for name, value in fields.items()} | fixed
    callers = [ALICE, SESSION, ROLE, None, "arn:aws:iam::444455556666:user/eve"]  # and no root user
    for action in ACTIONS:
        for resource in RESOURCES:
            proved = holds(action, resource, "anyone", **fixed, **fields) is True
            assert not (proved and any(is_allowed_somewhere(caller, typed, [action], [resource]) for caller in callers))

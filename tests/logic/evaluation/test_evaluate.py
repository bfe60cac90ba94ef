"""One request is decided as AWS documents it: by account, by layer, by who is named."""

from typing import Any, ClassVar

import pytest

from iamscope.errors import InputError
from iamscope.logic.evaluation.evaluate import Layer, Verdict, simulate

ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::111122223333:role/app"
SESSION = "arn:aws:sts::111122223333:assumed-role/app/s1"
OBJECT = "arn:aws:s3:::example-bucket/key"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | more


def deny(**more: Any) -> dict[str, Any]:
    return allow(Effect="Deny") | more


def decide(principal: object = ALICE, **request: Any) -> tuple[str, list[str]]:
    decision = simulate(
        {"principal": principal, "action": "s3:GetObject", "resource": OBJECT, "resource_account": "111122223333"}
        | request
    )
    return decision.decision.value, [layer.value for layer in decision.blocked_by]


class TestSameAccount:
    def test_nothing_allows(self) -> None:
        assert decide() == ("ImplicitlyDenied", ["identity"])

    def test_identity_policy_allows(self) -> None:
        assert decide(identity_policies=[policy(allow())]) == ("Allowed", [])

    def test_a_deny_anywhere_wins(self) -> None:
        decided = decide(
            identity_policies=[policy(allow())],
            permission_boundaries=[policy(deny())],
            scps=[[policy(allow(Action="*"), deny())]],
        )
        assert decided == ("ExplicitlyDenied", ["scp", "pb"])

    def test_the_boundary_limits_identity_policies(self) -> None:
        decided = decide(identity_policies=[policy(allow())], permission_boundaries=[policy(allow(Action="ec2:*"))])
        assert decided == ("ImplicitlyDenied", ["pb"])

    @pytest.mark.parametrize(
        ("caller", "named", "verdict"),
        [
            (ALICE, ALICE, Verdict.ALLOWED),
            (SESSION, SESSION, Verdict.ALLOWED),
            (SESSION, ROLE, Verdict.IMPLICITLY_DENIED),
            (ALICE, "111122223333", Verdict.IMPLICITLY_DENIED),
            (ALICE, "*", Verdict.ALLOWED),
        ],
    )
    def test_the_boundary_limits_some_grants_of_resource_policies(
        self, caller: str, named: str, verdict: Verdict
    ) -> None:
        decided, _ = decide(
            caller,
            resource_policy=policy(allow(Principal={"AWS": named})),
            permission_boundaries=[policy(allow(Action="ec2:*"))],
        )
        assert decided == verdict

    def test_every_level_of_scps_must_allow(self) -> None:
        decided = decide(
            identity_policies=[policy(allow())], scps=[[policy(allow(Action="*"))], [policy(allow(Action="ec2:*"))]]
        )
        assert decided == ("ImplicitlyDenied", ["scp"])


class TestOtherAccounts:
    def test_both_sides_must_allow(self) -> None:
        granted = policy(allow(Principal={"AWS": "111122223333"}))
        other = {"resource_account": "444455556666"}
        assert decide(resource_policy=granted, **other) == ("ImplicitlyDenied", ["identity"])
        assert decide(identity_policies=[policy(allow())], **other) == ("ImplicitlyDenied", ["resource"])
        assert decide(identity_policies=[policy(allow())], resource_policy=granted, **other) == ("Allowed", [])

    def test_anonymous_and_services_need_the_resource_policy_alone(self) -> None:
        assert decide(None, resource_policy=policy(allow(Principal="*"))) == ("Allowed", [])
        service = {"Service": "delivery.example.amazonaws.com"}
        assert decide(service, resource_policy=policy(allow(Principal=service))) == ("Allowed", [])
        assert decide(service, identity_policies=[policy(allow())]) == ("ImplicitlyDenied", ["resource"])


class TestSpecialCases:
    def test_a_key_policy_must_let_identity_policies_count(self) -> None:
        key = {"action": "kms:Decrypt", "resource": "arn:aws:kms:eu-west-1:111122223333:key/1234"}
        identity = [policy(allow(Action="kms:Decrypt"))]
        delegating = policy(allow(Action="kms:*", Principal={"AWS": "arn:aws:iam::111122223333:root"}))
        assert decide(identity_policies=identity, **key) == ("ImplicitlyDenied", ["resource"])
        assert decide(identity_policies=identity, resource_policy=delegating, **key) == ("Allowed", [])

    def test_who_am_i_cannot_be_denied(self) -> None:
        who = {"action": "sts:GetCallerIdentity", "resource": "*"}
        assert decide(identity_policies=[policy(deny(Action="*"))], **who) == ("Allowed", [])
        assert decide(None, **who)[0] == "ImplicitlyDenied"  # without credentials there is nobody to tell of

    def test_a_session_token_is_for_users_and_asks_for_nothing(self) -> None:
        token = {"action": "sts:GetSessionToken", "resource": "*"}
        assert decide(identity_policies=[policy(deny(Action="*"))], **token) == ("Allowed", [])
        assert decide(SESSION, identity_policies=[policy(allow(Action="*"))], **token) == ("ImplicitlyDenied", [])

    def test_nobody_assumes_a_role_without_credentials(self) -> None:
        role = {"action": "sts:AssumeRole", "resource": "arn:aws:iam::111122223333:role/app"}
        trust = policy(allow(Action="sts:*", Principal="*"))
        assert decide(None, resource_policy=trust, **role)[0] == "ImplicitlyDenied"
        assert decide({"Federated": "accounts.google.com"}, resource_policy=trust, **role)[0] == "ImplicitlyDenied"
        web = role | {"action": "sts:AssumeRoleWithWebIdentity"}
        assert decide({"Federated": "accounts.google.com"}, resource_policy=trust, **web)[0] == "Allowed"

    def test_the_root_user_assumes_no_role(self) -> None:
        role = {"action": "sts:AssumeRole", "resource": "arn:aws:iam::111122223333:role/app"}
        trust = policy(allow(Action="sts:AssumeRole", Principal={"AWS": "111122223333"}))
        assert decide("111122223333", resource_policy=trust, **role) == ("ImplicitlyDenied", [])
        assert decide(identity_policies=[policy(allow(Action="*"))], resource_policy=trust, **role)[0] == "Allowed"

    def test_sessions_get_no_federation_token(self) -> None:
        token = {"action": "sts:GetFederationToken", "resource": "arn:aws:sts::111122223333:federated-user/bob"}
        everything = [policy(allow(Action="*"))]
        assert decide(identity_policies=everything, **token) == ("Allowed", [])
        assert decide(SESSION, identity_policies=everything, **token) == ("ImplicitlyDenied", [])

    def test_federated_users_call_sts_for_their_identity_alone(self) -> None:
        bob = "arn:aws:sts::111122223333:federated-user/bob"
        everything = [policy(allow(Action="*"))]
        role = {"action": "sts:AssumeRole", "resource": "arn:aws:iam::111122223333:role/app"}
        trust = policy(allow(Action="sts:AssumeRole", Principal={"AWS": bob}))
        assert decide(bob, identity_policies=everything, resource_policy=trust, **role) == ("ImplicitlyDenied", [])
        assert decide(bob, action="sts:GetCallerIdentity", resource="*") == ("Allowed", [])

    def test_a_file_system_without_a_policy_is_open_to_whoever_reaches_a_mount_target(self) -> None:
        """iam-access-control-nfs-efs, Default EFS file system policy."""
        system = "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-01234567"
        mount: dict[str, Any] = {"action": "elasticfilesystem:ClientMount", "resource": system}
        through = {"elasticfilesystem:AccessedViaMountTarget": "true"}
        assert decide(None, context=through, **mount) == ("Allowed", [])
        assert decide(None, **mount) == ("ImplicitlyDenied", ["resource"])
        own = policy(allow(Action="elasticfilesystem:*", Principal={"AWS": ROLE}))
        assert decide(None, context=through, resource_policy=own, **mount) == ("ImplicitlyDenied", ["resource"])
        described = mount | {"action": "elasticfilesystem:DescribeFileSystems"}
        assert decide(context=through, **described) == ("ImplicitlyDenied", ["identity"])

    @pytest.mark.parametrize(
        ("kept", "permitted", "resource"),
        [
            ("sqs:DeleteQueue", "sqs:SendMessage", "arn:aws:sqs:us-east-2:444455556666:queue1"),
            ("kms:ScheduleKeyDeletion", "kms:Decrypt", "arn:aws:kms:us-east-2:444455556666:key/1234"),
        ],
    )
    def test_some_actions_are_for_callers_of_the_own_account(self, kept: str, permitted: str, resource: str) -> None:
        anyone = {
            "resource": resource,
            "resource_account": "444455556666",
            "identity_policies": [policy(allow(Action="*"))],
        }
        shared = anyone | {"resource_policy": policy(allow(Action="*", Principal="*"))}
        assert decide(action=permitted, **shared) == ("Allowed", [])
        assert decide(action=kept, **shared) == ("ImplicitlyDenied", [])
        assert decide(None, action=kept, **shared) == ("ImplicitlyDenied", [])
        assert decide("arn:aws:iam::444455556666:user/bob", action=kept, **shared) == ("Allowed", [])

    def test_policies_of_aws_cannot_be_changed(self) -> None:
        call = {"action": "iam:DeletePolicy", "resource": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
        assert decide(identity_policies=[policy(allow(Action="*"))], **call)[0] == "ImplicitlyDenied"


class TestOrganizations:
    def test_the_account_that_manages_it_is_not_limited(self) -> None:
        limited = {"identity_policies": [policy(allow())], "scps": [[policy(allow(Action="ec2:*"))]]}
        assert decide(**limited) == ("ImplicitlyDenied", ["scp"])
        assert decide(**limited, management_account="444455556666") == ("ImplicitlyDenied", ["scp"])
        assert decide(**limited, management_account="111122223333") == ("Allowed", [])

    def test_nor_are_its_resources(self) -> None:
        denied = {"identity_policies": [policy(allow())], "rcps": [[policy(deny(Principal="*"))]]}
        assert decide(**denied) == ("ExplicitlyDenied", ["rcp"])
        assert decide(**denied, management_account="111122223333") == ("Allowed", [])


class TestGrantsOfKeys:
    KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234"
    CONTEXT: ClassVar[dict[str, str]] = {"kms:EncryptionContext:department": "finance"}

    def decided(self, *, action: str = "kms:Decrypt", context: dict[str, str] = CONTEXT, **constraints: Any) -> str:
        grant = {"GranteePrincipal": ROLE, "Operations": ["Decrypt"], "Constraints": constraints}
        call: dict[str, Any] = {"action": action, "resource": self.KEY, "context": context}
        return decide(SESSION, kms_grants=[grant], **call)[0]

    def test_they_permit_their_operations(self) -> None:
        assert self.decided() == "Allowed"
        assert self.decided(action="kms:Encrypt") == "ImplicitlyDenied"

    def test_the_retiring_principal_retires_it(self) -> None:
        grant = {"GranteePrincipal": ROLE, "Operations": ["Decrypt"], "RetiringPrincipal": ALICE}
        for caller, verdict in ((ALICE, "Allowed"), (SESSION, "ImplicitlyDenied")):
            assert decide(caller, action="kms:RetireGrant", resource=self.KEY, kms_grants=[grant])[0] == verdict
        assert decide(ALICE, action="kms:Decrypt", resource=self.KEY, kms_grants=[grant])[0] == "ImplicitlyDenied"

    def test_within_their_constraints(self) -> None:
        assert self.decided(EncryptionContextSubset={"department": "finance"}) == "Allowed"
        assert self.decided(EncryptionContextSubset={"department": "sales"}) == "ImplicitlyDenied"
        more = self.CONTEXT | {"kms:EncryptionContext:year": "2026"}
        assert self.decided(context=more, EncryptionContextSubset={"department": "finance"}) == "Allowed"
        assert self.decided(context=more, EncryptionContextEquals={"department": "finance"}) == "ImplicitlyDenied"


class TestNotPrincipal:
    @pytest.mark.parametrize(
        ("caller", "excepted", "denied"),
        [
            (ALICE, [ALICE, "111122223333"], False),
            (ALICE, [ALICE], True),
            (ALICE, ["arn:aws:iam::111122223333:user/bob", "111122223333"], True),
            (SESSION, [SESSION, ROLE, "111122223333"], False),
            (SESSION, [ROLE, "111122223333"], True),
            (ALICE, ["*"], False),
        ],
    )
    def test_a_deny_leaves_out_who_is_named_with_role_and_account(
        self, caller: str, excepted: list[str], denied: bool
    ) -> None:
        statement = deny()
        statement["NotPrincipal"] = {"AWS": excepted}
        decided, _ = decide(caller, identity_policies=[policy(allow())], resource_policy=policy(statement))
        assert (decided == "ExplicitlyDenied") is denied

    def test_an_allow_leaves_out_whoever_is_named(self) -> None:
        statement = allow()
        statement["NotPrincipal"] = {"AWS": ALICE}
        assert decide(resource_policy=policy(statement))[0] == "ImplicitlyDenied"
        assert decide(SESSION, resource_policy=policy(statement))[0] == "Allowed"


def test_a_unique_id_names_the_caller_that_has_it() -> None:
    granted = policy(allow(Principal={"AWS": "AROAEXAMPLEROLE"}))
    assert decide(SESSION, resource_policy=granted)[0] == "ImplicitlyDenied"
    context = {"aws:userid": "AROAEXAMPLEROLE:s1"}
    assert decide(SESSION, resource_policy=granted, context=context)[0] == "Allowed"
    assert decide(ALICE, resource_policy=granted, context=context)[0] == "ImplicitlyDenied", "the id is a role's"


@pytest.mark.parametrize(
    ("operator", "value", "holds"),
    [
        ("Null", "true", True),
        ("Null", "false", False),
        ("ForAllValues:StringEquals", "a", True),
        ("ForAnyValue:StringEquals", "a", False),
        ("ForAnyValue:StringNotEquals", "a", False),
        ("ForAnyValue:StringEqualsIfExists", "a", True),
        ("StringNotEquals", "a", True),
        ("StringEquals", "a", False),
    ],
)
def test_a_key_without_a_value_counts_as_missing(operator: str, value: str, holds: bool) -> None:
    """As reference_policies_condition-single-vs-multi-valued-context-keys says of `Null` with `false`."""
    statement = allow(Condition={operator: {"aws:TagKeys": value}})
    contexts: list[dict[str, list[str]]] = [{"aws:TagKeys": []}, {}]
    for context in contexts:
        decision, _ = decide(identity_policies=[policy(statement)], context=context)
        assert (decision == "Allowed") is holds


class TestVariables:
    HOME = policy(allow(Resource="arn:aws:s3:::home/${aws:username}/*"))

    def test_the_caller_fills_them(self) -> None:
        assert decide(identity_policies=[self.HOME], resource="arn:aws:s3:::home/alice/x")[0] == "Allowed"
        assert decide(identity_policies=[self.HOME], resource="arn:aws:s3:::home/bob/x")[0] == "ImplicitlyDenied"

    def test_without_a_value_nothing_matches(self) -> None:
        assert decide(SESSION, identity_policies=[self.HOME], resource="arn:aws:s3:::home/app/x")[0] != "Allowed"

    def test_without_a_version_they_are_text(self) -> None:
        text = {"Statement": self.HOME["Statement"]}
        assert decide(identity_policies=[text], resource="arn:aws:s3:::home/alice/x")[0] == "ImplicitlyDenied"
        assert decide(identity_policies=[text], resource="arn:aws:s3:::home/${aws:username}/x")[0] == "Allowed"

    def test_a_star_in_a_value_is_no_wildcard(self) -> None:
        tagged = policy(allow(Resource="arn:aws:s3:::home/${aws:PrincipalTag/team}"))
        star = {"context": {"aws:PrincipalTag/team": "*"}}
        assert decide(identity_policies=[tagged], resource="arn:aws:s3:::home/x", **star)[0] == "ImplicitlyDenied"
        assert decide(identity_policies=[tagged], resource="arn:aws:s3:::home/*", **star)[0] == "Allowed"


CONDITIONS = [
    ({"StringEquals": {"aws:x": "a"}}, {}, False),
    ({"StringNotEquals": {"aws:x": "a"}}, {}, True),
    ({"StringEqualsIfExists": {"aws:x": "a"}}, {}, True),
    ({"StringLike": {"aws:x": "a*"}}, {"AWS:X": "abc"}, True),
    ({"StringEquals": {"aws:x": "a*"}}, {"aws:x": "abc"}, False),
    ({"ArnLike": {"aws:x": "arn:aws:s3:*:b"}}, {"aws:x": "arn:aws:s3:::b"}, False),
    ({"StringLike": {"aws:x": "arn:aws:s3:*:b"}}, {"aws:x": "arn:aws:s3:::b"}, True),
    ({"NumericLessThan": {"aws:x": "10"}}, {"aws:x": "9.5"}, True),
    ({"NumericNotEquals": {"aws:x": "10"}}, {"aws:x": "ten"}, False),
    ({"DateLessThan": {"aws:x": "2024-01-01T00:00:00Z"}}, {"aws:x": "1704067199"}, True),
    ({"IpAddress": {"aws:x": "10.0.0.0/8"}}, {"aws:x": "10.1.2.3"}, True),
    ({"IpAddress": {"aws:x": "0.0.0.0/0"}}, {"aws:x": "2001:db8::1"}, False),
    ({"Bool": {"aws:x": "true"}}, {"aws:x": "TRUE"}, True),
    ({"Null": {"aws:x": "true"}}, {}, True),
    ({"Null": {"aws:x": "true"}}, {"aws:x": ["a"]}, False),
    ({"ForAllValues:StringEquals": {"aws:x": ["a", "b"]}}, {}, True),
    ({"ForAllValues:StringEquals": {"aws:x": ["a", "b"]}}, {"aws:x": ["a", "c"]}, False),
    ({"ForAnyValue:StringEquals": {"aws:x": "a"}}, {"aws:x": ["b", "a"]}, True),
    ({"ForAnyValue:StringNotEquals": {"aws:x": "a"}}, {}, False),
    ({"StringMatches": {"aws:x": "a"}}, {"aws:x": "a"}, False),
]


@pytest.mark.parametrize(("condition", "context", "holds"), CONDITIONS)
def test_conditions(condition: dict[str, Any], context: dict[str, Any], holds: bool) -> None:
    decided, _ = decide(identity_policies=[policy(allow(Condition=condition))], context=context)
    assert (decided == "Allowed") is holds


def test_says_which_statement_decides() -> None:
    decision = simulate(
        {
            "principal": ALICE,
            "action": "s3:GetObject",
            "resource": OBJECT,
            "identity_policies": [policy(allow(Action="ec2:*"), allow(Sid="Read"))],
        }
    )
    assert [(found.layer, found.statement.index) for found in decision.statements] == [(Layer.IDENTITY, 1)]
    assert decision.to_dict()["statements"] == [{"policyType": "identity", "statementIndex": 1, "statementId": "Read"}]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"principal": ALICE, "resource": "*"}, "a request needs `action`, a string"),
        ({"principal": ALICE, "action": "s3:X", "resource": "*", "scp": []}, "a request has no field `scp`"),
        (
            {"action": "s3:X", "resource": "*", "identity_policies": ['{"Statement": [}']},
            "identity_policies:1:16: expected `]` for the `[` of line 1, found `}`",
        ),
        ({"action": "s3:X", "resource": "*", "principal": {"AWS": 5}}, "`principal`: the value of `AWS` is no text"),
        ({"action": "s3:X", "resource": "*" * 5000}, "`resource` has more than 4,096 characters"),
        ({"action": "s3:X", "resource": "*", "resource_account": 111122223333}, "`resource_account` is no string"),
        ({"action": "s3:X", "resource": "*", "context": {"aws:x": {}}}, "`context`: the value of `aws:x` is no text"),
        ({"action": "s3:X", "resource": "*", "kms_grants": [{}]}, "`kms_grants`: a grant has no `GranteePrincipal`"),
    ],
)
def test_names_what_is_wrong_with_a_request(request_: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as raised:
        simulate(request_)
    assert raised.value.message == message


QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"


@pytest.mark.parametrize(
    ("resource", "in_identity", "in_resource", "in_scp", "in_rcp"),
    [
        ("arn:aws:sqs", True, False, False, False),
        ("arn:aws:sqs:eu-west-1:111122223333", True, False, False, False),
        ("arn:aws:sqs:*", True, True, True, False),
        ("arn:aws:sqs:*:111122223333", True, True, False, False),
        ("arn:aws:sqs:us-east-1", False, False, False, False),
        (QUEUE, True, True, True, True),
    ],
)
def test_an_incomplete_arn_means_something_else_in_each_type_of_policy(
    resource: str, in_identity: bool, in_resource: bool, in_scp: bool, in_rcp: bool
) -> None:
    everything = allow(Action="*")
    denying = deny(Action="sqs:*", Resource=resource)
    call: dict[str, Any] = {"action": "sqs:SendMessage", "resource": QUEUE, "identity_policies": [policy(everything)]}
    denied = {
        "identity": decide(**call | {"identity_policies": [policy(everything, denying)]}),
        "resource": decide(**call, resource_policy=policy(denying | {"Principal": "*"})),
        "scp": decide(**call, scps=[[policy(everything, denying)]]),
        "rcp": decide(**call, rcps=[[policy(everything | {"Principal": "*"}, denying | {"Principal": "*"})]]),
    }
    assert {name: verdict == "ExplicitlyDenied" for name, (verdict, _) in denied.items()} == {
        "identity": in_identity,
        "resource": in_resource,
        "scp": in_scp,
        "rcp": in_rcp,
    }


@pytest.mark.parametrize("moment", ["2024-01-01T00:00:00Z", "1704067200", "1704067200000"])
def test_a_moment_may_be_given_in_seconds_or_milliseconds(moment: str) -> None:
    equal = {"DateEquals": {"aws:CurrentTime": "2024-01-01"}}
    statement = allow(Condition=equal)
    assert decide(identity_policies=[policy(statement)], context={"aws:CurrentTime": moment})[0] == "Allowed"

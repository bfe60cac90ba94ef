"""Requests for buckets: Block Public Access, access points, access control lists and owners, as S3's guide has them."""

from typing import Any

import pytest

from iamscope.errors import InputError
from iamscope.logic.evaluation.evaluate import simulate
from iamscope.logic.evaluation.explanation import explain
from iamscope.logic.evaluation.request import parse_request

OWNER, OTHER = "111122223333", "444455556666"
JANE = f"arn:aws:iam::{OWNER}:user/Jane"
STRANGER = f"arn:aws:iam::{OTHER}:user/bob"
BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"
OBJECT = f"{BUCKET}/Jane/notes.txt"
POINT = f"arn:aws:s3:us-west-2:{OWNER}:accesspoint/my-access-point"
ALL, SIGNED = (f"http://acs.amazonaws.com/groups/global/{name}" for name in ("AllUsers", "AuthenticatedUsers"))


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:*", "Resource": "*"} | more


def to(principal: object, **more: Any) -> dict[str, Any]:
    return allow(Principal=principal, **more)


def group(uri: str, permission: str = "READ") -> dict[str, Any]:
    return {"Grantee": {"Type": "Group", "URI": uri}, "Permission": permission}


def account(id: str, permission: str = "READ") -> dict[str, Any]:
    return {"Grantee": {"Type": "CanonicalUser", "ID": id}, "Permission": permission}


def ask(
    principal: object = JANE, action: str = "s3:GetObject", resource: str = OBJECT, **fields: Any
) -> dict[str, Any]:
    return {"principal": principal, "action": action, "resource": resource, "resource_account": OWNER} | fields


def decide(*asked: Any, **fields: Any) -> tuple[str, list[str]]:
    decision = simulate(ask(*asked, **fields))
    return decision.decision.value, [layer.value for layer in decision.blocked_by]


ALLOWED: tuple[str, list[str]] = ("Allowed", [])
EVERYTHING = [policy(allow(Action="*"))]


class TestRestrictPublicBuckets:
    """The example of access-control-block-public-access: CloudTrail, an account, and the public."""

    PUBLIC = policy(to({"Service": "cloudtrail.amazonaws.com"}), to({"AWS": OTHER}), to("*"))
    RESTRICTED: dict[str, Any] = {"RestrictPublicBuckets": True}  # noqa: RUF012

    def decide(self, principal: object, document: dict[str, Any], **fields: Any) -> tuple[str, list[str]]:
        return decide(principal, resource_policy=document, identity_policies=EVERYTHING, **fields)

    @pytest.mark.parametrize(
        ("principal", "decided"),
        [
            ({"Service": "cloudtrail.amazonaws.com"}, ALLOWED),
            (JANE, ALLOWED),
            (STRANGER, ("ExplicitlyDenied", ["s3-bpa"])),
            (None, ("ExplicitlyDenied", ["s3-bpa"])),
        ],
    )
    def test_of_a_public_policy_only_owner_and_services_keep_access(
        self, principal: object, decided: tuple[str, list[str]]
    ) -> None:
        assert self.decide(principal, self.PUBLIC, public_access_block=self.RESTRICTED) == decided

    def test_without_the_public_statement_the_other_account_regains_access(self) -> None:
        fixed = policy(*self.PUBLIC["Statement"][:2])
        assert self.decide(STRANGER, fixed, public_access_block=self.RESTRICTED) == ALLOWED

    def test_without_the_setting_the_policy_holds_as_written(self) -> None:
        for settings in ({}, {"public_access_block": {"RestrictPublicBuckets": False, "BlockPublicPolicy": True}}):
            assert self.decide(None, self.PUBLIC, **settings) == ALLOWED

    def test_the_setting_of_the_account_holds_for_its_buckets(self) -> None:
        decided = self.decide(
            STRANGER,
            self.PUBLIC,
            public_access_block={"RestrictPublicBuckets": "false"},
            account_public_access_block={"PublicAccessBlockConfiguration": self.RESTRICTED},
        )
        assert decided == ("ExplicitlyDenied", ["s3-bpa"])

    def test_it_is_said_which_policy_is_public(self) -> None:
        request = ask(STRANGER, resource_policy=self.PUBLIC, public_access_block=self.RESTRICTED)
        assert explain(parse_request(request)).reasons == (
            "Block Public Access (`RestrictPublicBuckets`) lets in only the owner's account and services of AWS: the "
            "bucket's policy is public",
        )

    def test_other_services_have_no_such_setting(self) -> None:
        decided = decide(
            STRANGER,
            "sqs:SendMessage",
            f"arn:aws:sqs:eu-west-1:{OWNER}:q",
            resource_policy=policy(to("*", Action="sqs:*")),
            identity_policies=EVERYTHING,
            public_access_block=self.RESTRICTED,
        )
        assert decided == ALLOWED


class TestBlockPublicAcls:
    @pytest.mark.parametrize(
        ("action", "context"),
        [
            ("s3:PutObject", {"s3:x-amz-acl": "public-read"}),
            ("s3:PutObjectAcl", {"s3:x-amz-grant-read": f'uri="{ALL}"'}),
            ("s3:PutBucketAcl", {"s3:x-amz-acl": "authenticated-read"}),
        ],
    )
    def test_refuses_lists_that_grant_to_the_public(self, action: str, context: dict[str, str]) -> None:
        settings = {"BlockPublicAcls": True}
        decided = decide(JANE, action, context=context, identity_policies=EVERYTHING, public_access_block=settings)
        assert decided == ("ExplicitlyDenied", ["s3-bpa"])

    @pytest.mark.parametrize("context", [{}, {"s3:x-amz-acl": "private"}, {"s3:x-amz-grant-read": 'id="79a5"'}])
    def test_lets_other_lists_be_put(self, context: dict[str, str]) -> None:
        settings = {"BlockPublicAcls": True, "IgnorePublicAcls": True}
        decided = decide(
            JANE, "s3:PutObject", context=context, identity_policies=EVERYTHING, public_access_block=settings
        )
        assert decided == ALLOWED

    def test_of_a_new_bucket_only_the_setting_of_the_account_counts(self) -> None:
        for field, decided in (
            ("public_access_block", ALLOWED),
            ("account_public_access_block", ("ExplicitlyDenied", ["s3-bpa"])),
        ):
            asked = ask(JANE, "s3:CreateBucket", BUCKET, context={"s3:x-amz-acl": "public-read"})
            decision = simulate(asked | {"identity_policies": EVERYTHING, field: {"BlockPublicAcls": True}})
            assert (decision.decision.value, [layer.value for layer in decision.blocked_by]) == decided


class TestAccessPoints:
    """The examples of access-points-policies."""

    #: Example 1: the access point's policy grants, and the bucket delegates to access points of its account.
    GRANTING = policy(
        to({"AWS": JANE}, Action=["s3:GetObject", "s3:PutObject"], Resource=f"{POINT}/object/Jane/*"),
    )
    DELEGATING = policy(
        to(
            {"AWS": "*"},
            Action="*",
            Resource=[BUCKET, f"{BUCKET}/*"],
            Condition={"StringEquals": {"s3:DataAccessPointAccount": OWNER}},
        )
    )

    def through(self, principal: object = JANE, *asked: str, **fields: Any) -> tuple[str, list[str]]:
        point = {"arn": POINT} | fields.pop("point", {})
        return decide(principal, *asked, access_point=point, **fields)

    def test_both_policies_allow(self) -> None:
        granting = policy(to({"AWS": JANE}, Action="s3:GetObject", Resource=f"{BUCKET}/Jane/*"))
        assert self.through(point={"policy": self.GRANTING}, resource_policy=granting) == ALLOWED

    def test_the_bucket_delegates(self) -> None:
        assert self.through(point={"policy": self.GRANTING}, resource_policy=self.DELEGATING) == ALLOWED
        # directly, the bucket's policy allows nothing
        assert decide(resource_policy=self.DELEGATING) == ("ImplicitlyDenied", ["identity"])

    def test_the_policy_of_the_access_point_alone_is_not_enough(self) -> None:
        assert self.through(point={"policy": self.GRANTING}) == ("ImplicitlyDenied", ["identity"])
        decided = self.through(STRANGER, point={"policy": policy(to({"AWS": OTHER}))}, identity_policies=EVERYTHING)
        assert decided == ("ImplicitlyDenied", ["resource"])

    def test_delegation_alone_is_not_enough(self) -> None:
        assert self.through(resource_policy=self.DELEGATING) == ("ImplicitlyDenied", ["identity"])

    def test_other_objects_are_not_granted(self) -> None:
        decided = self.through(
            JANE,
            "s3:GetObject",
            f"{BUCKET}/other.txt",
            point={"policy": self.GRANTING},
            resource_policy=self.DELEGATING,
        )
        assert decided == ("ImplicitlyDenied", ["identity"])

    def test_identity_policies_allow_both(self) -> None:
        of_point = allow(Resource=f"{POINT}/object/*")
        assert self.through(identity_policies=[policy(of_point)]) == ("ImplicitlyDenied", ["identity"])
        assert self.through(identity_policies=[policy(of_point, allow(Resource=f"{BUCKET}/*"))]) == ALLOWED

    def test_endpoint_policies_must_grant_both(self) -> None:
        """access-points-vpc."""
        fields = {"identity_policies": EVERYTHING, "context": {"aws:SourceVpc": "vpc-1a2b3c"}}
        of_point = to("*", Resource=f"{POINT}/object/*")
        assert self.through(vpc_endpoint_policies=[policy(of_point)], **fields) == ("ImplicitlyDenied", ["vpce"])
        both = policy(of_point, to("*", Resource=f"{BUCKET}/*"))
        assert self.through(vpc_endpoint_policies=[both], **fields) == ALLOWED

    def test_a_deny_of_either_wins(self) -> None:
        denying = policy(to("*", Effect="Deny", Resource=f"{POINT}/object/Jane/*"))
        decided = self.through(point={"policy": denying}, identity_policies=EVERYTHING)
        assert decided == ("ExplicitlyDenied", ["resource"])

    def test_one_for_a_vpc_serves_nobody_else(self) -> None:
        point = {"VpcConfiguration": {"VpcId": "vpc-1a2b3c"}, "policy": self.GRANTING}
        fields = {"point": point, "resource_policy": self.DELEGATING}
        assert self.through(context={"aws:SourceVpc": "vpc-1a2b3c"}, **fields) == ALLOWED
        for context in ({}, {"aws:SourceVpc": "vpc-999"}):
            assert self.through(context=context, **fields) == ("ExplicitlyDenied", ["access-point"])

    def test_the_request_tells_the_network_origin(self) -> None:
        """Example 4 of the page: the bucket lets in nobody from the internet."""
        origin = {"StringNotEquals": {"s3:AccessPointNetworkOrigin": "VPC"}}
        bucket = policy(to("*", Effect="Deny", Condition=origin))
        assert self.through(resource_policy=bucket, identity_policies=EVERYTHING) == ("ExplicitlyDenied", ["resource"])
        inside = self.through(
            point={"vpc": "vpc-1"},
            resource_policy=bucket,
            identity_policies=EVERYTHING,
            context={"aws:SourceVpc": "vpc-1"},
        )
        assert inside == ALLOWED

    @pytest.mark.parametrize("where", ["account", "bucket", "point"])
    def test_block_public_access_of_each_level_counts(self, where: str) -> None:
        on = {"RestrictPublicBuckets": True}
        fields = {
            "account": {"account_public_access_block": on},
            "bucket": {"public_access_block": on},
            "point": {},
        }[where]
        point = {"policy": policy(to("*"))} | ({"public_access_block": on} if where == "point" else {})
        decided = self.through(None, point=point, resource_policy=self.DELEGATING, **fields)
        assert decided == ("ExplicitlyDenied", ["s3-bpa"])
        assert self.through(None, point={"policy": policy(to("*"))}, resource_policy=self.DELEGATING) == ALLOWED

    def test_says_whose_policy_lacks_an_allow(self) -> None:
        request = ask(STRANGER, access_point={"arn": POINT}, resource_policy=self.DELEGATING)
        reasons = explain(parse_request(request | {"identity_policies": EVERYTHING})).reasons
        assert reasons == (
            "the access point's policy was not given; it would have to allow account `444455556666`, and the resource "
            "belongs to account `111122223333`",
        )

    def test_a_key_may_have_any_characters(self) -> None:
        for key in ("a:b/c", "x:accesspoint/y", "object/x", "*"):
            point = {"policy": policy(to({"AWS": JANE}, Resource=f"{POINT}/object/{key}"))}
            called = ("s3:GetObject", f"arn:aws:s3:::bucket/{key}")
            assert self.through(JANE, *called, point=point, resource_policy=policy(to("*"))) == ALLOWED

    def test_sessions_of_directory_buckets(self) -> None:
        """access-points-directory-buckets-policies: either policy names its own resource."""
        bucket = f"arn:aws:s3express:us-west-2:{OWNER}:bucket/demo--usw2-az1--x-s3"
        point = f"arn:aws:s3express:us-west-2:{OWNER}:accesspoint/app--usw2-az1--xa-s3"
        session = "s3express:CreateSession"
        granting = policy(to({"AWS": JANE}, Action=session, Resource=point))
        through = {"s3express:DataAccessPointAccount": OWNER}
        delegating = policy(to("*", Action="*", Resource=bucket, Condition={"StringEquals": through}))
        fields = {"access_point": {"arn": point, "policy": granting}, "resource_policy": delegating}
        assert decide(JANE, session, bucket, **fields) == ALLOWED
        assert decide(f"{JANE}2", session, bucket, **fields) == ("ImplicitlyDenied", ["identity"])

    def test_lists_through_the_access_point_itself(self) -> None:
        point = {"policy": policy(to({"AWS": JANE}, Action="s3:ListBucket", Resource=POINT))}
        decided = self.through(JANE, "s3:ListBucket", BUCKET, point=point, resource_policy=self.DELEGATING)
        assert decided == ALLOWED


class TestLists:
    """acl-overview, Mapping of ACL permissions and access policy permissions."""

    ID = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"

    @pytest.mark.parametrize(
        ("principal", "uri", "decided"),
        [
            (None, ALL, ALLOWED),
            (None, SIGNED, ("ImplicitlyDenied", ["resource"])),
            (STRANGER, SIGNED, ALLOWED),
            (JANE, ALL, ALLOWED),
        ],
    )
    def test_groups(self, principal: object, uri: str, decided: tuple[str, list[str]]) -> None:
        policies = EVERYTHING if principal == STRANGER else []
        assert decide(principal, object_acl_grants=[group(uri)], identity_policies=policies) == decided

    def test_the_list_of_a_bucket_does_not_let_its_objects_be_read(self) -> None:
        lists = {"acl_grants": {"Grants": [group(ALL, "FULL_CONTROL")]}}
        assert decide(None, **lists) == ("ImplicitlyDenied", ["resource"])
        assert decide(None, "s3:ListBucket", BUCKET, **lists) == ALLOWED
        assert decide(None, "s3:PutObject", **lists) == ALLOWED

    def test_a_grant_to_an_account_delegates_to_its_policies(self) -> None:
        lists = {"object_acl_grants": [account(self.ID)], "principal_canonical_id": self.ID}
        assert decide(STRANGER, **lists, identity_policies=EVERYTHING) == ALLOWED
        assert decide(STRANGER, **lists) == ("ImplicitlyDenied", ["identity"])
        assert decide(JANE, **lists) == ("ImplicitlyDenied", ["identity"])
        assert decide({"CanonicalUser": self.ID}, **lists) == ALLOWED
        assert decide({"CanonicalUser": "another"}, **lists) == ("ImplicitlyDenied", ["resource"])

    def test_are_off_where_the_owner_of_the_bucket_owns_all(self) -> None:
        decided = decide(None, object_acl_grants="public-read", object_ownership="BucketOwnerEnforced")
        assert decided == ("ImplicitlyDenied", ["resource"])
        assert decide(None, object_acl_grants="public-read", object_ownership="ObjectWriter") == ALLOWED

    def test_ignore_public_acls(self) -> None:
        fields = {"public_access_block": {"IgnorePublicAcls": True}, "principal_canonical_id": self.ID}
        assert decide(None, object_acl_grants="public-read", **fields) == ("ImplicitlyDenied", ["resource"])
        to_account = decide(
            STRANGER, object_acl_grants=[account(self.ID), group(ALL)], identity_policies=EVERYTHING, **fields
        )
        assert to_account == ALLOWED

    def test_a_deny_of_a_policy_wins(self) -> None:
        decided = decide(None, object_acl_grants="public-read", resource_policy=policy(to("*", Effect="Deny")))
        assert decided == ("ExplicitlyDenied", ["resource"])

    @pytest.mark.parametrize("empty", [[], {"Grants": []}, "private"])
    def test_an_empty_one_grants_nothing(self, empty: object) -> None:
        assert decide(None, object_acl_grants=empty) == ("ImplicitlyDenied", ["resource"])

    def test_it_is_said_which_grant_allows(self) -> None:
        notes = explain(parse_request(ask(None, object_acl_grants="public-read"))).notes
        assert "an access control list grants `READ` to `AllUsers`" in notes


class TestOwnersOfObjects:
    """access-control-auth-workflow-object-operation."""

    def test_the_policy_of_the_bucket_cannot_allow(self) -> None:
        to_jane = policy(to({"AWS": JANE}))
        assert decide(resource_policy=to_jane, identity_policies=EVERYTHING) == ALLOWED
        decided = decide(resource_policy=to_jane, identity_policies=EVERYTHING, object_owner=OTHER)
        assert decided == ("ImplicitlyDenied", ["resource"])

    def test_the_list_of_the_object_can(self) -> None:
        lists = {"object_acl_grants": [account("bucket-owner", "FULL_CONTROL")], "object_owner": OTHER}
        decided = decide(**lists, principal_canonical_id="bucket-owner", identity_policies=EVERYTHING)
        assert decided == ALLOWED

    def test_its_owner_needs_no_policy_of_the_bucket(self) -> None:
        fields = {"object_owner": OTHER, "identity_policies": EVERYTHING}
        assert decide(STRANGER, **fields) == ALLOWED
        denying = policy(to("*", Effect="Deny"))
        assert decide(STRANGER, **fields, resource_policy=denying) == ("ExplicitlyDenied", ["resource"])

    def test_the_owner_of_the_bucket_deletes_any_object(self) -> None:
        assert decide(JANE, "s3:DeleteObject", object_owner=OTHER, identity_policies=EVERYTHING) == ALLOWED

    def test_where_lists_are_off_the_bucket_s_owner_owns_all(self) -> None:
        fields = {"object_owner": OTHER, "object_ownership": "BucketOwnerEnforced"}
        assert decide(**fields, identity_policies=EVERYTHING) == ALLOWED


class TestRootUser:
    DENYING = policy(to("*", Effect="Deny", Action="*"))

    @pytest.mark.parametrize("action", ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"])
    def test_of_the_owner_cannot_be_locked_out_by_the_policy(self, action: str) -> None:
        assert decide(OWNER, action, BUCKET, resource_policy=self.DENYING) == ALLOWED
        assert decide(JANE, action, BUCKET, resource_policy=self.DENYING) == ("ExplicitlyDenied", ["resource"])
        assert decide(OTHER, action, BUCKET, resource_policy=self.DENYING) == ("ExplicitlyDenied", ["resource"])

    def test_is_bound_by_the_policy_in_all_else_and_by_the_organization(self) -> None:
        decided = decide(OWNER, "s3:DeleteBucket", BUCKET, resource_policy=self.DENYING)
        assert decided == ("ExplicitlyDenied", ["resource"])
        scps = [[policy(allow(Action="*"), allow(Effect="Deny"))]]
        assert decide(OWNER, "s3:DeleteBucketPolicy", BUCKET, resource_policy=self.DENYING, scps=scps) == (
            "ExplicitlyDenied",
            ["scp"],
        )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"public_access_block": True}, "`public_access_block` is no Block Public Access"),
        ({"public_access_block": {"RestrictPublic": True}}, "`public_access_block` is no Block Public Access"),
        ({"account_public_access_block": {"IgnorePublicAcls": "on"}}, "`account_public_access_block` is no Block"),
        ({"access_point": POINT}, "`access_point` is no mapping"),
        ({"access_point": {"arn": BUCKET}}, "`access_point`: its `arn` is not that of one"),
        ({"access_point": {"arn": POINT, "polcy": {}}}, "`access_point` has no field `polcy`"),
        ({"access_point": {"arn": POINT, "policy": 3}}, "`access_point`: `policy` is no policy"),
        ({"access_point": {"arn": POINT, "policy": '{"Statement": ['}}, "access_point.policy:1:"),
        ({"access_point": {"arn": POINT, "network_origin": "VPC"}}, "`access_point`: which VPC it serves is not said"),
        ({"access_point": {"arn": POINT}, "resource": f"{POINT}/object/k"}, "`resource` is the access point"),
        ({"acl_grants": "bucket-owner-full-control"}, "`acl_grants`: what `bucket-owner-full-control` grants is not"),
        ({"acl_grants": {"Owner": {"ID": "79a5"}}}, "`acl_grants` is no list of grants"),
        ({"object_acl_grants": [{"Permission": "READ"}]}, "`object_acl_grants` is no list of grants"),
        ({"object_ownership": "Nobody"}, "`object_ownership`: S3 has no `Nobody`"),
        ({"object_owner": "bob"}, "`object_owner`: `bob` is no account id"),
        ({"principal_canonical_id": 3}, "`principal_canonical_id` is no string"),
    ],
)
def test_names_what_is_wrong(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        simulate(ask(**fields))
    assert error.value.message.startswith(message)

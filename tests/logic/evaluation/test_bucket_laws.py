"""Laws of the settings of buckets: some only take access away, others only give it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from iamscope.logic.evaluation.evaluate import Verdict, simulate

OWNER, OTHER = "111122223333", "444455556666"
PRINCIPALS: list[object] = [
    None,
    f"arn:aws:iam::{OWNER}:user/alice",
    f"arn:aws:sts::{OTHER}:assumed-role/app/s",
    {"Service": "cloudtrail.amazonaws.com"},
    {"CanonicalUser": "79a5"},
]
GROUPS = [f"http://acs.amazonaws.com/groups/global/{name}" for name in ("AllUsers", "AuthenticatedUsers")]
POINT = f"arn:aws:s3:eu-west-1:{OTHER}:accesspoint/p"

statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Allow", "Deny"]),
        "Principal": st.sampled_from(["*", {"AWS": OWNER}, {"AWS": OTHER}, {"Service": "cloudtrail.amazonaws.com"}]),
        "Action": st.sampled_from(["s3:*", "s3:GetObject", "s3:ListBucket"]),
        "Resource": st.just("*"),
    }
)
policies = st.lists(statements, max_size=3).map(lambda items: {"Version": "2012-10-17", "Statement": items})
identity = st.sampled_from(
    [[], [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}]]
)
grants = st.lists(
    st.builds(
        lambda grantee, permission: {"Grantee": grantee, "Permission": permission},
        st.sampled_from([*({"URI": uri} for uri in GROUPS), {"ID": "79a5"}]),
        st.sampled_from(["READ", "WRITE", "FULL_CONTROL"]),
    ),
    min_size=1,
    max_size=2,
)
blocks = st.fixed_dictionaries(
    {name: st.booleans() for name in ("IgnorePublicAcls", "RestrictPublicBuckets", "BlockPublicAcls")}
)
requests = st.fixed_dictionaries(
    {
        "principal": st.sampled_from(PRINCIPALS),
        "action": st.sampled_from(["s3:GetObject", "s3:PutObject", "s3:ListBucket"]),
        "resource": st.just("arn:aws:s3:::b/k"),
        "resource_account": st.just(OWNER),
        "identity_policies": identity,
        "resource_policy": policies,
    },
    optional={"acl_grants": grants, "object_acl_grants": grants, "principal_canonical_id": st.just("79a5")},
)


def is_allowed(request: dict[str, Any]) -> bool:
    return simulate(request).decision is Verdict.ALLOWED


@given(requests, blocks)
def test_block_public_access_only_takes_away(request: dict[str, Any], block: dict[str, bool]) -> None:
    blocked = is_allowed(request | {"public_access_block": block})
    assert is_allowed(request) or not blocked
    if not any(block.values()):
        assert is_allowed(request) == blocked


@given(requests, grants)
def test_a_list_only_gives(request: dict[str, Any], more: list[dict[str, Any]]) -> None:
    without = {name: value for name, value in request.items() if name != "object_acl_grants"}
    assert not is_allowed(without) or is_allowed(without | {"object_acl_grants": more})


@given(requests, policies)
def test_an_access_point_opens_nothing_that_its_bucket_does_not(
    request: dict[str, Any], policy: dict[str, Any]
) -> None:
    through = is_allowed(request | {"access_point": {"arn": POINT, "policy": policy}})
    # no policy here asks for an access point, so that of the bucket says the same of both
    assert is_allowed(request) or not through


@given(requests)
def test_where_lists_are_off_they_might_as_well_not_be(request: dict[str, Any]) -> None:
    off = request | {"object_ownership": "BucketOwnerEnforced"}
    bare = {name: value for name, value in request.items() if not name.endswith("acl_grants")}
    assert is_allowed(off) == is_allowed(bare)

"""Findings against brute force: every way in of a small world is found, and nothing that is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope import external_access, simulate
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.matching import applying
from iamscope.logic.evaluation.request import Request, parse_request
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_checks.public_check import check_no_public_access
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

OWN, NAMED, STRANGE = "111122223333", "999988887777", "555566667777"
ORGANIZATION = {"type": "ORGANIZATION", "org_id": "o-ownorg0001", "accounts": [OWN]}
OFFICE = "203.0.113.0/24"

CONDITIONS: list[dict[str, Any]] = [
    {"StringEquals": {"aws:PrincipalOrgID": "o-ownorg0001"}},
    {"StringEquals": {"aws:PrincipalOrgID": ["o-ownorg0001", "o-named00001"]}},
    {"StringNotEquals": {"aws:PrincipalOrgID": "o-ownorg0001"}},
    {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": ["o-ownorg0001", "o-named00001"]}},
    {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-ownorg0001"}},
    {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
    {"Null": {"aws:PrincipalOrgID": "true"}},
    {"Null": {"aws:PrincipalOrgID": "false"}},
    {"StringEquals": {"aws:PrincipalAccount": [OWN, NAMED]}},
    {"StringNotEquals": {"aws:PrincipalAccount": OWN}},
    {"StringNotEquals": {"aws:PrincipalAccount": [OWN, NAMED]}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/outside"}},
    {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{NAMED}:role/*"}},
    {"IpAddress": {"aws:SourceIp": OFFICE}},
    {"NotIpAddress": {"aws:SourceIp": OFFICE}},
    {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}},
    {"StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-1"}},
    {"StringEquals": {"aws:PrincipalTag/team": "blue"}},
    {"StringNotEquals": {"aws:PrincipalTag/team": "blue"}},
    {"Bool": {"aws:PrincipalIsAWSService": "false"}},
]
PRINCIPALS: list[dict[str, Any]] = [
    {"Principal": "*"},
    {"Principal": {"AWS": OWN}},
    {"Principal": {"AWS": NAMED}},
    {"Principal": {"AWS": f"arn:aws:iam::{NAMED}:role/outside"}},
    {"NotPrincipal": {"AWS": [NAMED, f"arn:aws:iam::{NAMED}:role/outside"]}},
]


CALLS = [
    ("s3:GetObject", "arn:aws:s3:::b/open"),
    ("s3:GetObject", "arn:aws:s3:::b/private/x"),
    ("s3:PutObject", "arn:aws:s3:::b/open"),
    ("s3:PutObject", "arn:aws:s3:::b/private/x"),
    ("s3:DeleteObject", "arn:aws:s3:::b/open"),
    ("s3:DeleteObject", "arn:aws:s3:::b/private/x"),
    ("s3:ListBucket", "arn:aws:s3:::b"),
]


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """A statement with up to two conditions, of different operators."""
    condition: dict[str, Any] = {}
    for each in draw(st.lists(st.sampled_from(CONDITIONS), max_size=2)):
        condition |= each
    statement = {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        **draw(st.sampled_from(PRINCIPALS)),
        "Action": draw(st.sampled_from(["s3:GetObject", "s3:*", ["s3:PutObject", "s3:GetObject"], "s3:PutObject"])),
        "Resource": draw(st.sampled_from(["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/private/*"])),
    }
    return {**statement, "Condition": condition} if condition else statement


def requests() -> Iterator[tuple[Request, bool]]:
    """The requests of outsiders in a world of a few accounts, organisations, networks and objects; whether anyone
    could make such a request."""
    organizations = (None, "o-named00001", "o-strange001")
    callers: list[tuple[str | None, str | None, bool]] = [(None, None, True)]
    for name, organization in product(("role/outside", "role/other", "root"), organizations):
        callers.append((f"arn:aws:iam::{NAMED}:{name}", organization, False))
        callers.append((f"arn:aws:iam::{STRANGE}:{name}", organization, organization != "o-named00001"))
    networks = [
        ({"aws:SourceIp": "8.8.8.8"}, True),
        ({"aws:SourceIp": "203.0.113.7"}, False),
        ({"aws:SourceVpce": "vpce-1"}, False),
        ({"aws:SourceVpce": "vpce-2"}, True),
        ({"aws:SourceIp": "203.0.113.7", "aws:SourceVpce": "vpce-1"}, False),  # AWS sends no such pair; nobody says so
    ]
    for (caller, organization, anyone), (network, any_network), (action, resource), team in product(
        callers, networks, CALLS, (None, "blue")
    ):
        context = dict(network)
        if organization:
            context["aws:PrincipalOrgID"] = organization
        if team and caller:
            context["aws:PrincipalTag/team"] = team
        request = {"principal": caller, "action": action, "resource": resource, "context": context}
        yield parse_request(request), anyone and any_network


WORLD = [(request, request.full_context, anyone) for request, anyone in requests()]


def is_allowed(policy: Policy, request: Request, context: Context) -> bool:
    effects = [statement.allows for statement, _ in applying(policy, request, context)]
    return bool(effects) and all(effects)


@settings(max_examples=40, deadline=None)
@given(st.lists(statements(), min_size=1, max_size=4))
def test_findings_are_what_outsiders_can_do(policy: list[dict[str, Any]]) -> None:
    document = {"Version": "2012-10-17", "Statement": policy}
    resource = {
        "resource_type": "AWS::S3::Bucket",
        "resource": "arn:aws:s3:::b",
        "owner_account": OWN,
        "policy": document,
    }
    findings = external_access(resource, zone_of_trust=ORGANIZATION)
    tree = as_policy(json.dumps(document), PolicyType.RESOURCE)
    allowed = [anyone for request, context, anyone in WORLD if is_allowed(tree, request, context)]
    assert bool(findings) == bool(allowed)
    assert any(finding.is_public for finding in findings) == any(allowed)


@settings(max_examples=25, deadline=None)
@given(st.lists(statements(), min_size=1, max_size=3))
def test_public_is_what_anyone_can_do(policy: list[dict[str, Any]]) -> None:
    # any object will do for a check that knows no resource; in the small world there are but two
    every = {"*": "arn:aws:s3:::b/*"}
    on_objects = [{**each, "Resource": every.get(each["Resource"], each["Resource"])} for each in policy]
    document = {"Version": "2012-10-17", "Statement": on_objects}
    tree = as_policy(json.dumps(document), PolicyType.RESOURCE)
    is_public = any(anyone and is_allowed(tree, request, context) for request, context, anyone in WORLD)
    check = check_no_public_access(document, resource_type="AWS::S3::Bucket")
    assert check.result == ("FAIL" if is_public else "PASS")
    if check.witness is not None:
        assert simulate({**check.witness, "resource_policy": document}).decision == "Allowed"

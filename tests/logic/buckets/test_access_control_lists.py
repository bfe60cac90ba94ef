"""Grants of S3's access control lists."""

import pytest

from iamscope.logic.buckets.access_control_lists import AclGrant, canned_grants, object_actions, parse_grants

ALL = "http://acs.amazonaws.com/groups/global/AllUsers"


@pytest.mark.parametrize(
    ("grant", "read"),
    [
        ({"Grantee": {"Type": "Group", "URI": ALL}, "Permission": "READ"}, AclGrant("READ", group="AllUsers")),
        ({"grantee": {"id": "79a5"}, "permission": "write_acp"}, AclGrant("WRITE_ACP", canonical_id="79a5")),
        (
            {"Grantee": {"EmailAddress": "a@example.com"}, "Permission": "READ"},
            AclGrant("READ", email="a@example.com"),
        ),
    ],
)
def test_reads_what_commands_print(grant: object, read: AclGrant) -> None:
    assert list(parse_grants([grant])) == [read]


def test_passes_over_what_is_no_grant() -> None:
    assert list(parse_grants(["READ", {"Permission": "READ"}, 3])) == []


@pytest.mark.parametrize("name", ["public-read-write", "PublicReadWrite"])
def test_canned_lists(name: str) -> None:
    assert canned_grants(name) == [AclGrant("READ", "AllUsers"), AclGrant("WRITE", "AllUsers")]
    assert canned_grants("private") == []


def test_a_permission_means_something_else_on_a_bucket_than_on_an_object() -> None:
    grant = AclGrant("READ", "AllUsers")
    assert "s3:ListBucket" in grant.bucket_actions
    assert grant.object_actions == ("s3:GetObject", "s3:GetObjectVersion")
    assert AclGrant("WRITE", "AllUsers").object_actions == ()


def test_who_is_in_a_group() -> None:
    everyone, signed, delivery = (AclGrant("READ", name) for name in ("AllUsers", "AuthenticatedUsers", "LogDelivery"))
    assert (everyone.is_public, everyone.is_to_everyone) == (True, True)
    assert (signed.is_public, signed.is_to_everyone) == (True, False)
    assert not delivery.is_public


def test_lists_of_objects_decide_about_what_is_there() -> None:
    assert "s3:GetObject" in object_actions()
    assert "s3:PutObject" not in object_actions()

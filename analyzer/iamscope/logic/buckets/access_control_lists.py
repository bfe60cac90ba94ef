"""S3's access control lists: whom a grant of one names, and what it lets the grantee do.

Source: Amazon S3 User Guide, acl-overview.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from iamscope.logic.buckets.settings import plain_names
from iamscope.logic.facts import facts


class AclGrant(NamedTuple):
    """A grant of a list: to a group (the last part of its URI), a canonical id, or an email address."""

    permission: str
    group: str = ""
    canonical_id: str = ""
    email: str = ""

    @property
    def is_public(self) -> bool:
        """Whether it is to everyone, or to whoever has any AWS account, which is as good as everyone."""
        return self.group in public_groups()

    @property
    def is_to_everyone(self) -> bool:
        """Whether callers need no credentials."""
        return public_groups().get(self.group) == "everyone"

    @property
    def bucket_actions(self) -> tuple[str, ...]:
        """What it permits in the list of a bucket."""
        return _actions("bucket").get(self.permission, ())

    @property
    def object_actions(self) -> tuple[str, ...]:
        """What it permits in the list of an object."""
        return _actions("object").get(self.permission, ())


@cache
def _facts() -> Mapping[str, Any]:
    return facts("facts/access-control-lists")


@cache
def _actions(of: str) -> dict[str, tuple[str, ...]]:
    return {permission: tuple(actions) for permission, actions in _facts()[of].items()}


def public_groups() -> Mapping[str, str]:
    """The groups that anyone is or can be in, each with whom it holds: `everyone`, or the `signed` in."""
    groups: Mapping[str, str] = _facts()["groups"]
    return groups


def object_actions() -> frozenset[str]:
    """The actions that lists of objects decide."""
    return frozenset(action for actions in _actions("object").values() for action in actions)


def is_public_list(name: str) -> bool:
    """Whether a canned list, such as `public-read`, grants something to the public."""
    return name in _facts()["canned"]


def is_canned_list(name: str) -> bool:
    """Whether a word names a list whose grants to others than the owner are known: a public one or `private`."""
    return name.lower() == "private" or bool(canned_grants(name))


def canned_grants(name: str) -> list[AclGrant]:
    """The public grants of a list that is given as a word, such as `public-read` or CloudFormation's `PublicRead`."""
    word = "".join("-" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("-")
    return [AclGrant(permission, group) for group, permission in _facts()["canned"].get(word, ())]


def parse_grants(grants: Iterable[object]) -> Iterator[AclGrant]:
    """The grants of a list as AWS's commands print them; what is none is passed over."""
    for grant in grants:
        if isinstance(grant, AclGrant):  # of a canned list
            yield grant
        if not isinstance(grant, Mapping):
            continue
        members = plain_names(grant)
        grantee = members.get("grantee")
        if isinstance(grantee, Mapping):
            named = {name: value for name, value in plain_names(grantee).items() if isinstance(value, str)}
            permission = str(members.get("permission")).upper()
            group = named.get("uri", "").rpartition("/")[2]
            yield AclGrant(permission, group, named.get("id", ""), named.get("emailaddress", ""))

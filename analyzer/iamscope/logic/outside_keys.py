"""The condition keys whose values a caller outside the zone of trust cannot choose."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from iamscope.logic.facts import facts


class Carrier(StrEnum):
    """What in a request a key belongs to."""

    CALLER = "caller"
    SERVICE = "service"
    NETWORK = "network"
    ACCESS_POINT = "access point"
    SECRET = "secret"  # noqa: S105 (no password, but what the key's value is)


class Names(StrEnum):
    """What a value of a key names."""

    ARN = "arn"
    ACCOUNT = "account"
    ORGANIZATION = "organization"
    ORGANIZATION_PATH = "organization path"
    UNIQUE_ID = "unique id"
    AWS_SERVICE = "aws service"
    ADDRESS_RANGE = "address range"
    ID = "id"
    MOUNT_TARGET = "mount target"


class S3Wildcards(StrEnum):
    """Which wildcards leave a value of a key fixed in S3's meaning of public."""

    NONE = "none"
    PATH = "path"
    SESSION = "session"
    ANY = "any"


class OutsideKey(NamedTuple):
    """A key as `action-spec/facts/outside-keys.json` describes it; `s3` is None where S3 does not count it."""

    name: str
    carrier: Carrier
    names: Names
    s3: S3Wildcards | None


@cache
def outside_keys() -> dict[str, OutsideKey]:
    """The keys by their names in lower case."""
    return {
        name.lower(): OutsideKey(
            name,
            Carrier(entry["by"]),
            Names(entry["names"]),
            S3Wildcards(entry["s3"]) if "s3" in entry else None,
        )
        for name, entry in facts("facts/outside-keys")["keys"].items()
    }


@cache
def bad_actions() -> tuple[str, ...]:
    """Patterns, in lower case, of the actions that S3 calls bad: they read or write what a bucket holds."""
    return tuple(action.lower() for action in facts("facts/outside-keys")["bad_actions"])

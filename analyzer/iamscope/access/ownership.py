"""Whose a value of an outside key is: somebody's inside the zone of trust, somebody's outside, or anyone's."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from iamscope.access.zone import ZoneOfTrust
from iamscope.logic.address_space import broad_texts, is_broad
from iamscope.logic.arn_formats import is_account_id
from iamscope.logic.ip_ranges import parse_ip_range
from iamscope.logic.outside_keys import Names, OutsideKey
from iamscope.syntax.ast import Condition
from iamscope.syntax.variables import find_variables

#: Stands for what a stranger may choose; no policy names it.
STRANGE_ACCOUNT = "000000000002"
STRANGE_NAME = "iamscope-outside"
STRANGE_ORGANIZATION = "o-outside0outside0outside"
#: Stand for the owner of a resource where nothing tells who it is.
OWNER_ACCOUNT = "000000000001"
OWNER_ORGANIZATION = "o-owner0owner0owner"
_STRANGE_ARN = ("arn", "aws", "iam", "", STRANGE_ACCOUNT, f"role/{STRANGE_NAME}")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
_AWS_SERVICE_LINKED = ":role/aws-service-role/"


class Owner(StrEnum):
    """Whose a value is. UNKNOWN is one party's, of which nothing tells whether it is inside; NOBODY matches nothing."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"
    ANYONE = "anyone"
    NOBODY = "nobody"


class Value(NamedTuple):
    """A value of a policy for an outside key: as it is printed, whose it is, and a value of a request that matches."""

    text: str
    owner: Owner
    example: str


def values_of(condition: Condition, key: OutsideKey, zone: ZoneOfTrust) -> list[Value]:
    """What the values of a condition on a key name, one by one but for ranges, which may be broad only together."""
    found = [value_of(value.value, key, zone, wildcards=condition.operator.like) for value in condition.values]
    if key.names is not Names.ADDRESS_RANGE:
        return found
    broad = broad_texts(tuple(value.value for value in condition.values))
    return [value._replace(owner=Owner.ANYONE) if value.text in broad else value for value in found]


def value_of(text: str, key: OutsideKey, zone: ZoneOfTrust, *, wildcards: bool) -> Value:
    """What a value of a condition names; `wildcards` says whether the operator knows any."""
    if not wildcards and key.names is not Names.ADDRESS_RANGE and ("*" in text or "?" in text):
        return Value(text, Owner.NOBODY, text)
    if find_variables(text):
        # only the caller's own values are left, once those of the resource are known: as good as a wildcard
        text = _widened(text)
    return Value(text, _OWNERS[key.names](text, zone), _example(text, key))


def _widened(text: str) -> str:
    parts, at = [], 0
    for variable in find_variables(text):
        parts += [text[at : variable.start], "?" if variable.is_escape else "*"]
        at = variable.end
    return "".join([*parts, text[at:]])


def _example(text: str, key: OutsideKey) -> str:
    """A value that the pattern matches, of the shape that the key has."""
    if key.names is Names.ADDRESS_RANGE:
        ip_range = parse_ip_range(text)
        return str(ip_range.network_address) if ip_range is not None else text
    if key.names is Names.ARN:
        return _example_arn(text)
    if key.names is Names.ACCOUNT:
        return _example_account(text)
    if key.names in (Names.ORGANIZATION, Names.ORGANIZATION_PATH):
        organization, slash, rest = text.partition("/")
        text = (STRANGE_ORGANIZATION if organization == "*" else organization) + slash + rest
    return text.replace("*", STRANGE_NAME).replace("?", "0")


def _example_account(pattern: str) -> str:
    if "*" not in pattern:
        return pattern.replace("?", "0")
    start = pattern.partition("*")[0].replace("?", "0")
    end = pattern.rpartition("*")[2].replace("?", "0")
    return start + STRANGE_ACCOUNT[len(start) + len(end) :] + end


def _example_arn(pattern: str) -> str:
    fields = pattern.split(":", 5)
    if len(fields) < len(_STRANGE_ARN) and fields[-1].endswith("*"):
        fields += _STRANGE_ARN[len(fields) :]  # the last star reaches over the colons
    elif len(fields) < len(_STRANGE_ARN) and pattern.startswith("*"):
        rest = pattern.lstrip("*").lstrip(":")
        fields = [*_STRANGE_ARN[:5], rest if rest.startswith(("role/", "user/")) else f"role/x{rest}"]
    if len(fields) < len(_STRANGE_ARN):
        return pattern
    filled = [strange if field == "*" else field for field, strange in zip(fields, _STRANGE_ARN, strict=True)]
    if "*" in filled[1] or "?" in filled[1]:
        filled[1] = "aws"
    filled[4] = _example_account(filled[4])
    return ":".join(filled).replace("*", STRANGE_NAME).replace("?", "0")


def _account(text: str, zone: ZoneOfTrust) -> Owner:
    if "*" in text or "?" in text:
        return Owner.ANYONE
    if not is_account_id(text):
        return Owner.NOBODY
    return Owner.INSIDE if zone.has_account(text) else Owner.OUTSIDE


def _arn(text: str, zone: ZoneOfTrust) -> Owner:
    if text in zone.resources:
        return Owner.INSIDE
    if _AWS_SERVICE_LINKED in text:
        return Owner.NOBODY  # AWS's services alone can use such roles, whosever they are
    fields = text.split(":", 5)
    if len(fields) < 6:
        starred = text.startswith("*") or (text.endswith("*") and len(fields) < 5)
        return Owner.ANYONE if starred else _account_of(fields, zone)
    if fields[2] == "s3" and not fields[4].strip("*"):
        # the name of a bucket is one owner's; nothing in its ARN says whose
        bucket = fields[5].partition("/")[0]
        return Owner.ANYONE if "*" in bucket or "?" in bucket else Owner.UNKNOWN
    return _account_of(fields, zone)


def _account_of(fields: list[str], zone: ZoneOfTrust) -> Owner:
    if len(fields) < 5:
        return Owner.NOBODY
    return _account(fields[4], zone) if fields[4] else Owner.UNKNOWN


def _organization(text: str, zone: ZoneOfTrust) -> Owner:
    if "*" in text or "?" in text:
        return Owner.ANYONE
    if _ORGANIZATION.fullmatch(text) is None:
        return Owner.NOBODY
    return Owner.INSIDE if zone.has_organization(text) else Owner.OUTSIDE


def _organization_path(text: str, zone: ZoneOfTrust) -> Owner:
    return _organization(text.partition("/")[0], zone)


def _unique_id(text: str, zone: ZoneOfTrust) -> Owner:
    head = text.partition(":")[0]
    if is_account_id(head):
        return _account(head, zone)  # that of a root user is its account
    return Owner.ANYONE if "*" in head or "?" in head else Owner.UNKNOWN


def _id(text: str, zone: ZoneOfTrust) -> Owner:
    if "*" in text or "?" in text:
        return Owner.ANYONE
    return Owner.INSIDE if text in zone.networks else Owner.UNKNOWN


def _address_range(text: str, zone: ZoneOfTrust) -> Owner:  # noqa: ARG001
    ip_range = parse_ip_range(text)
    if ip_range is None:
        return Owner.NOBODY
    return Owner.ANYONE if is_broad(ip_range) else Owner.UNKNOWN


def _aws_service(text: str, zone: ZoneOfTrust) -> Owner:  # noqa: ARG001
    return Owner.NOBODY  # no caller of ours is one


def _mount_target(text: str, zone: ZoneOfTrust) -> Owner:  # noqa: ARG001
    return Owner.UNKNOWN if text.lower() == "true" else Owner.ANYONE


_OWNERS = {
    Names.ACCOUNT: _account,
    Names.ARN: _arn,
    Names.ORGANIZATION: _organization,
    Names.ORGANIZATION_PATH: _organization_path,
    Names.UNIQUE_ID: _unique_id,
    Names.ID: _id,
    Names.ADDRESS_RANGE: _address_range,
    Names.AWS_SERVICE: _aws_service,
    Names.MOUNT_TARGET: _mount_target,
}

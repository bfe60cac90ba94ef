"""Who makes a request, and how a statement names callers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from iamscope.syntax.ast import Principal

_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN = re.compile(r"arn:(?P<partition>[^:]*):(?P<service>iam|sts)::(?P<account>[0-9]{12}):(?P<resource>.+)", re.DOTALL)
#: `arn:aws:iam::cloudfront:user/…` is an origin access identity.
_MALFORMED = re.compile(r"arn:[^:]*:(?:iam|sts)::(?!cloudfront:)")
_SERVICE = re.compile(r"[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)")


class CallerKind(StrEnum):
    """What sort of principal calls."""

    ANONYMOUS = "anonymous"
    ROOT = "root"
    USER = "user"
    ROLE = "role"
    SESSION = "assumed-role"
    FEDERATED_USER = "federated-user"
    SERVICE = "service"
    FEDERATED = "federated"
    CANONICAL = "canonical"


#: How the unique ids of callers begin: IAM User Guide, reference_identifiers.
_UNIQUE_IDS = {CallerKind.USER: "AIDA", CallerKind.ROLE: "AROA", CallerKind.SESSION: "AROA"}


class Grant(StrEnum):
    """How a statement names a caller; it decides what else must allow the request."""

    DIRECT = "direct"  # the user, session or federated user itself, a service, a provider, a canonical id
    ROLE = "role"  # the role of a session
    ACCOUNT = "account"  # the account, which only delegates to its own policies
    EVERYONE = "everyone"  # `*`


class Caller(NamedTuple):
    """A principal: `id` is its ARN, service name, provider or canonical id; `account` is empty outside accounts.

    `unique_id` is the `AIDA…` of a user or the `AROA…` of a role, `role_arn` is for sessions; where they are known.
    """

    kind: CallerKind
    id: str
    account: str = ""
    partition: str = "aws"
    name: str = ""  # of a user or role, without its path; of a session that of its role
    unique_id: str = ""
    role_arn: str = ""

    @property
    def in_account(self) -> bool:
        return bool(self.account)

    @property
    def is_service_linked(self) -> bool:
        """Whether it is a service-linked role or a session of one."""
        return ":role/aws-service-role/" in self.id or self.name.startswith("AWSServiceRoleFor")

    @property
    def principal_arn(self) -> str | None:
        """`aws:PrincipalArn`: for a session that of its role, as far as that is known (its own ARN lacks the path)."""
        if self.kind is CallerKind.SESSION:
            return self.role_arn or f"arn:{self.partition}:iam::{self.account}:role/{self.name}"
        return self.id if self.in_account else None

    def context(self) -> Iterator[tuple[str, str]]:
        """The condition keys that follow from who calls."""
        yield "aws:PrincipalIsAWSService", "true" if self.kind is CallerKind.SERVICE else "false"
        if self.kind is CallerKind.SERVICE:
            yield "aws:PrincipalServiceName", self.id
        arn = self.principal_arn
        if arn is not None:
            yield "aws:PrincipalArn", arn
            yield "aws:PrincipalAccount", self.account
        types = {
            CallerKind.ROOT: "Account",
            CallerKind.USER: "User",
            CallerKind.ROLE: "AssumedRole",
            CallerKind.SESSION: "AssumedRole",
            CallerKind.FEDERATED_USER: "FederatedUser",
            CallerKind.ANONYMOUS: "Anonymous",
        }
        if self.kind in types:
            yield "aws:PrincipalType", types[self.kind]
        if self.kind is CallerKind.USER:
            yield "aws:username", self.name


def parse_caller(principal: str | Mapping[str, str] | None) -> Caller:
    """The caller that a principal names: None for anonymous, an ARN, an account id, a service, or `{"Federated": …}`.

    Raises ValueError for a mapping that has not exactly one known key with a text, and for an ARN of something else.
    """
    if principal is None:
        return Caller(CallerKind.ANONYMOUS, "")
    if isinstance(principal, Mapping):
        if len(principal) != 1:
            raise ValueError("a principal has one kind")
        (kind, value), *_ = principal.items()
        if not isinstance(value, str):
            raise ValueError(f"the value of `{kind}` is no text")
        known = {
            "Service": CallerKind.SERVICE,
            "Federated": CallerKind.FEDERATED,
            "CanonicalUser": CallerKind.CANONICAL,
        }
        if kind in known:
            return Caller(known[kind], value)
        if kind != "AWS":
            raise ValueError(f"`{kind}` is no kind of principal")
        principal = value
    if not isinstance(principal, str):
        raise ValueError("neither a text nor a mapping")
    if _ACCOUNT.fullmatch(principal):
        return Caller(CallerKind.ROOT, f"arn:aws:iam::{principal}:root", principal)
    arn = _ARN.fullmatch(principal)
    if arn is None:
        if _MALFORMED.match(principal):
            raise ValueError(f"`{principal}` is no principal: its account is not twelve digits")
        return Caller(CallerKind.SERVICE if _SERVICE.fullmatch(principal) else CallerKind.FEDERATED, principal)
    return _in_account(principal, arn)


def _in_account(principal: str, arn: re.Match[str]) -> Caller:
    kind, slash, rest = arn["resource"].partition("/")
    account, partition = arn["account"], arn["partition"]
    if arn["resource"] == "root":
        return Caller(CallerKind.ROOT, principal, account, partition)
    if kind in ("oidc-provider", "saml-provider"):
        return Caller(CallerKind.FEDERATED, principal)
    kinds = {
        "user": CallerKind.USER,
        "role": CallerKind.ROLE,
        "assumed-role": CallerKind.SESSION,
        "federated-user": CallerKind.FEDERATED_USER,
    }
    if not slash or kind not in kinds:
        raise ValueError(f"`{principal}` is no principal")
    name = rest.split("/")[0] if kind == "assumed-role" else rest.rsplit("/", 1)[-1]
    return Caller(kinds[kind], principal, account, partition, name)


def grants(principals: Iterable[Principal], caller: Caller) -> frozenset[Grant]:
    """All the ways in which the entries of a `Principal` element name a caller; none where they do not.

    Source: IAM User Guide, reference_policies_elements_principal.
    """
    return frozenset(grant for principal in principals for grant in _grant(principal, caller))


def _grant(principal: Principal, caller: Caller) -> Iterator[Grant]:
    value = principal.value
    if principal.kind in (None, "AWS"):
        if value == "*":
            yield Grant.EVERYONE
        elif caller.in_account:
            yield from aws_grants(value, caller)
        return
    of_kind = {
        "Service": CallerKind.SERVICE,
        "Federated": CallerKind.FEDERATED,
        "CanonicalUser": CallerKind.CANONICAL,
    }
    if of_kind.get(principal.kind or "") is caller.kind and value == caller.id:
        yield Grant.DIRECT


def aws_grants(value: str, caller: Caller) -> Iterator[Grant]:
    """How an ARN, account id or unique id names a caller of an account."""
    if value in (caller.account, f"arn:{caller.partition}:iam::{caller.account}:root"):
        yield Grant.DIRECT if caller.kind is CallerKind.ROOT else Grant.ACCOUNT
    elif value == caller.id:
        yield Grant.ROLE if caller.kind is CallerKind.ROLE else Grant.DIRECT
    elif value == caller.unique_id and value.startswith(_UNIQUE_IDS.get(caller.kind, "-")):
        yield Grant.DIRECT if caller.kind is CallerKind.USER else Grant.ROLE
    elif caller.kind is CallerKind.SESSION and is_role_of(value, caller):
        yield Grant.ROLE
    elif caller.kind is CallerKind.FEDERATED_USER and value == _user_of(caller):
        yield Grant.ROLE  # a session of that user, limited like a role's


def is_role_of(value: str, caller: Caller) -> bool:
    """Whether an ARN is that of a session's role, as far as it is known: the session's own ARN lacks the path."""
    if caller.role_arn:
        return value == caller.role_arn
    start = f"arn:{caller.partition}:iam::{caller.account}:role/"
    return value.startswith(start) and value.rsplit("/", 1)[-1] == caller.name


def _user_of(caller: Caller) -> str:
    return f"arn:{caller.partition}:iam::{caller.account}:user/{caller.name}"

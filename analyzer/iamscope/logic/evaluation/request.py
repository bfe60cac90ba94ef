"""A request with all the policies that bear on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from iamscope.errors import InputError
from iamscope.logic.evaluation.bucket_settings import FIELDS as OF_BUCKETS
from iamscope.logic.evaluation.bucket_settings import NO_SETTINGS, BucketSettings, parse_bucket_settings
from iamscope.logic.evaluation.callers import Caller, CallerKind, is_role_of, parse_caller
from iamscope.logic.evaluation.context import Context
from iamscope.logic.policy_documents import PolicyDocument, as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

#: What a request may say; it must say the first three. The last are seldom needed: the account that manages the
#: organisation, which its policies do not limit, the grants of a KMS key as `aws kms list-grants` writes them, and what
#: bears on buckets.
FIELDS = (
    "principal",
    "action",
    "resource",
    "resource_account",
    "context",
    "identity_policies",
    "resource_policy",
    "permission_boundaries",
    "session_policy",
    "scps",
    "rcps",
    "vpc_endpoint_policies",
    "management_account",
    "kms_grants",
    *OF_BUCKETS,
)
#: Longer texts than these are in no request, and matching them against a stranger's patterns would take long.
_LONGEST_NAME = 4096
_LONGEST_VALUE = 16384
_MOST_VALUES = 10_000


class KmsGrant(NamedTuple):
    """A grant of a KMS key: to whom (an ARN), which operations (`Decrypt`), and what the encryption context must be.

    `retiring` is who may retire it, where the grant says so.
    """

    grantee: str
    operations: tuple[str, ...]
    equals: Mapping[str, str] | None = None
    subset: Mapping[str, str] | None = None
    retiring: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One concrete request. `scps` and `rcps` have a level of the organisation each, from the root to the account."""

    caller: Caller
    action: str
    resource: str
    resource_account: str | None
    context: Context
    identity_policies: tuple[Policy, ...] = ()
    resource_policy: Policy | None = None
    permission_boundaries: tuple[Policy, ...] = ()
    session_policy: Policy | None = None
    scps: tuple[tuple[Policy, ...], ...] = ()
    rcps: tuple[tuple[Policy, ...], ...] = ()
    vpc_endpoint_policies: tuple[Policy, ...] = ()
    management_account: str | None = None
    kms_grants: tuple[KmsGrant, ...] = ()
    bucket: BucketSettings = NO_SETTINGS

    @property
    def full_context(self) -> Context:
        """The given context, and what follows from the caller, the resource and the access point."""
        derived = list(self.caller.context())
        if self.resource_account:
            derived.append(("aws:ResourceAccount", self.resource_account))
        if self.bucket.access_point is not None:
            derived.extend(self.bucket.access_point.context())
        return self.context.with_defaults(derived)


def merged(*fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a request, later ones over earlier ones, but for the context, to which each adds."""
    context = {key: value for part in fields for key, value in (part.get("context") or {}).items()}
    return {name: value for part in fields for name, value in part.items()} | {"context": context}


def parse_request(request: Mapping[str, Any]) -> Request:
    """The request of a mapping with the keys of `FIELDS`; raises InputError that names what is wrong.

    `principal` is None for an anonymous caller; policies are JSON texts, mappings or `Policy` nodes.
    """
    unknown = [key for key in request if key not in FIELDS]
    if unknown:
        raise InputError(
            f"a request has no field `{unknown[0]}`", "known are " + ", ".join(f"`{key}`" for key in FIELDS)
        )
    for name in ("action", "resource"):
        if not isinstance(request.get(name), str):
            raise InputError(f"a request needs `{name}`, a string", f"add `{name}`")
        if len(request[name]) > _LONGEST_NAME:
            raise InputError(f"`{name}` has more than {_LONGEST_NAME:,} characters", "no ARN is that long")
    for name in ("resource_account", "management_account"):
        if not isinstance(request.get(name), str | None):
            raise InputError(f"`{name}` is no string", "write the account id in quotes")
    context = _context(request)
    return Request(
        caller=_caller(request, context),
        action=request["action"],
        resource=request["resource"],
        resource_account=request.get("resource_account") or _account_of(request["resource"]),
        context=context,
        identity_policies=_policies(request, "identity_policies", PolicyType.IDENTITY),
        resource_policy=_policy(request, "resource_policy", PolicyType.RESOURCE),
        permission_boundaries=_policies(request, "permission_boundaries", PolicyType.BOUNDARY),
        session_policy=_policy(request, "session_policy", PolicyType.SESSION),
        scps=_levels(request, "scps", PolicyType.SCP),
        rcps=_levels(request, "rcps", PolicyType.RCP),
        vpc_endpoint_policies=_policies(request, "vpc_endpoint_policies", PolicyType.ENDPOINT),
        management_account=request.get("management_account"),
        kms_grants=tuple(map(_kms_grant, _list(request, "kms_grants"))),
        bucket=parse_bucket_settings(request, _policy_of_point),
    )


def _context(request: Mapping[str, Any]) -> Context:
    given = request.get("context") or {}
    if not isinstance(given, Mapping):
        raise InputError("`context` is no mapping", "map condition keys to values or lists of values")
    values = 0
    for key, value in given.items():
        if not isinstance(key, str):
            raise InputError(f"`context`: `{key}` is no name of a condition key", "write it in quotes")
        for item in value if isinstance(value, list | tuple) else [value]:
            values += 1
            if not isinstance(item, str | bool | int | float | None):
                raise InputError(f"`context`: the value of `{key}` is no text", "give a value or a list of values")
            if len(str(item)) > _LONGEST_VALUE:
                raise InputError(
                    f"`context`: the value of `{key}` is too long", f"at most {_LONGEST_VALUE:,} characters"
                )
    if values > _MOST_VALUES:
        raise InputError(f"`context` has {values:,} values", f"no request has more than {_MOST_VALUES:,}")
    return Context(given)


def _caller(request: Mapping[str, Any], context: Context) -> Caller:
    try:
        caller = parse_caller(request.get("principal"))
    except ValueError as error:
        raise InputError(
            f"`principal`: {error}", "give an ARN, an account id, a service or null for anonymous"
        ) from None
    unique_id = (context.single("aws:userid") or "").partition(":")[0]
    role_arn = context.single("aws:PrincipalArn") or ""
    if caller.kind is CallerKind.SESSION and is_role_of(role_arn, caller):
        caller = caller._replace(role_arn=role_arn)
    return caller._replace(unique_id=unique_id) if caller.in_account else caller


def _kms_grant(grant: object) -> KmsGrant:
    if not isinstance(grant, Mapping) or not isinstance(grant.get("GranteePrincipal"), str):
        raise InputError(
            "`kms_grants`: a grant has no `GranteePrincipal`", "write grants as `aws kms list-grants` does"
        )
    constraints = grant.get("Constraints") or {}
    operations = grant.get("Operations") or []
    equals, subset = (constraints.get(f"EncryptionContext{kind}") for kind in ("Equals", "Subset"))
    if not isinstance(operations, list | tuple) or not all(
        isinstance(pair, Mapping | None) for pair in (equals, subset)
    ):
        raise InputError("`kms_grants`: a grant of a wrong shape", "write grants as `aws kms list-grants` does")
    retiring = grant.get("RetiringPrincipal")
    if not isinstance(retiring, str | None):
        raise InputError("`kms_grants`: a `RetiringPrincipal` that is no text", "give its ARN")
    return KmsGrant(grant["GranteePrincipal"], tuple(map(str, operations)), equals, subset, retiring)


def _account_of(resource: str) -> str | None:
    fields = resource.split(":", 5)
    return fields[4] if len(fields) == 6 and fields[4].isdigit() else None


def _policy(request: Mapping[str, Any], name: str, policy_type: PolicyType) -> Policy | None:
    document = request.get(name)
    return None if document is None else as_policy(document, policy_type, name)


def _policy_of_point(document: object) -> Policy | None:
    if document in (None, ""):
        return None
    if not isinstance(document, str | Mapping | Policy):
        raise InputError("`access_point`: `policy` is no policy", "give a JSON text or an object")
    return as_policy(document, PolicyType.RESOURCE, "access_point.policy")


def _policies(request: Mapping[str, Any], name: str, policy_type: PolicyType) -> tuple[Policy, ...]:
    return tuple(as_policy(document, policy_type, name) for document in _list(request, name))


def _levels(request: Mapping[str, Any], name: str, policy_type: PolicyType) -> tuple[tuple[Policy, ...], ...]:
    """Levels are lists of policies, or mappings with the list under `policies`; a bare policy is a level of its own."""
    levels = []
    for level in _list(request, name):
        documents: Iterable[PolicyDocument]
        if isinstance(level, Mapping) and "policies" in level:
            documents = level["policies"]
        else:
            documents = level if isinstance(level, list | tuple) else [level]
        levels.append(tuple(as_policy(document, policy_type, name) for document in documents))
    return tuple(levels)


def _list(request: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = request.get(name)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise InputError(f"`{name}` is no list", "give a list of policies")
    return value

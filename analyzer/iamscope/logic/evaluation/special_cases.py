"""Requests that services decide in ways of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from iamscope.logic.evaluation.callers import CallerKind, Grant, aws_grants
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.own_account_actions import own_account_actions
from iamscope.logic.evaluation.request import KmsGrant, Request

_MANAGED_POLICY = re.compile(r"arn:[^:]*:iam::aws:policy/")
_RESERVED_ROLE = re.compile(r"arn:[^:]*:iam::[0-9]*:role/aws-(?:reserved|service-role)/")
#: What may be done to a service-linked role: using-service-linked-roles of the IAM User Guide.
_SERVICE_LINKED_WRITES = frozenset(
    {"iam:createservicelinkedrole", "iam:deleteservicelinkedrole", "iam:updateroledescription"}
)
#: What else a role's trust policy decides: id_session-tags and id_credentials_temp_control-access_monitor.
_OF_SESSIONS = frozenset({"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})
_SESSION_TOKEN = "sts:getsessiontoken"  # noqa: S105  # no password
#: Who has credentials that do not expire: id_credentials_sts-comparison of the IAM User Guide.
_LONG_TERM = (CallerKind.USER, CallerKind.ROOT)
_FOR_LONG_TERM = frozenset({_SESSION_TOKEN, "sts:getfederationtoken"})
#: Who signs no request, which only `AssumeRoleWithWebIdentity` and `AssumeRoleWithSAML` take; and the root user, whom
#: the API reference of STS refuses.
_NO_ASSUMERS = (CallerKind.ANONYMOUS, CallerKind.FEDERATED, CallerKind.ROOT)
_KMS_KEY = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:key/")
_KMS_AWS_ALIAS = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:alias/aws/")
_ENCRYPTION_CONTEXT = "kms:encryptioncontext:"
_RETIRE = "kms:retiregrant"
_ALIAS_WRITES = frozenset({"kms:createalias", "kms:updatealias", "kms:deletealias"})


def always_allowed(request: Request) -> bool:
    """Whether no policy has a say: who one is, and a user's session token, need no permission, and nothing denies them.

    Sources: GetCallerIdentity in the API reference of STS; id_credentials_temp_control-access_getsessiontoken.
    """
    action = request.action.lower()
    if action == "sts:getcalleridentity":
        return request.caller.kind is not CallerKind.ANONYMOUS
    return action == _SESSION_TOKEN and request.caller.kind in _LONG_TERM


def never_allowed(request: Request) -> bool:
    """Whether no policy can permit a change: of AWS's managed policies, and of roles and key aliases that AWS keeps."""
    if request.action.lower() in _ALIAS_WRITES:
        return bool(_KMS_AWS_ALIAS.match(request.resource))
    if not request.action.lower().startswith("iam:") or _only_reads(request.action):
        return False
    if _MANAGED_POLICY.match(request.resource):
        # attaching one is about the principal; only calls on the policy itself have it as resource
        return True
    if _RESERVED_ROLE.match(request.resource):
        linked = ":role/aws-service-role/" in request.resource
        return not (linked and request.action.lower() in _SERVICE_LINKED_WRITES | {"iam:passrole"})
    return False


def cannot_call(request: Request) -> bool:
    """Whether such a caller cannot make the call at all, because he has not the credentials that STS asks for."""
    action, kind = request.action.lower(), request.caller.kind
    if kind is CallerKind.FEDERATED_USER and action.startswith("sts:"):
        return True  # id_credentials_sts-comparison; `GetCallerIdentity` is allowed before this is asked
    return (action in _FOR_LONG_TERM and kind not in _LONG_TERM) or (
        action == "sts:assumerole" and kind in _NO_ASSUMERS
    )


def is_kept_from_others(request: Request) -> bool:
    """Whether the action is one that no other account can be permitted, and the caller is of another (or of none)."""
    caller = request.caller
    if caller.kind is CallerKind.SERVICE or request.action.lower() not in own_account_actions():
        return False
    return not caller.in_account or request.resource_account not in (None, caller.account)


def _only_reads(action: str) -> bool:
    from iamscope.spec import load

    known = load().action(action)
    return known is None or known.access_levels <= {"Read", "List"}


def needs_resource_policy(request: Request) -> bool:
    """Whether identity policies count only where the resource's own policy lets them: roles to assume, and keys."""
    action = request.action.lower()
    if action.startswith("sts:assumerole") or action in _OF_SESSIONS:
        return True
    return action.startswith("kms:") and bool(_KMS_KEY.match(request.resource))


def granted_by_key(request: Request, context: Context) -> frozenset[Grant]:
    """How the grants of a KMS key name the caller, of those that permit the operation: KMS guide, grants."""
    if not request.action.lower().startswith("kms:"):
        return frozenset()
    return frozenset(
        named
        for grant in request.kms_grants
        for permitted in _permitted(grant, request.action.lower(), context)
        for named in aws_grants(permitted, request.caller)
    )


def _permitted(grant: KmsGrant, action: str, context: Context) -> Iterator[str]:
    """Whom a grant permits an action."""
    if action == _RETIRE and grant.retiring is not None:
        yield grant.retiring
    if action in (f"kms:{operation.lower()}" for operation in grant.operations) and _constraints_hold(grant, context):
        yield grant.grantee


def _constraints_hold(grant: KmsGrant, context: Context) -> bool:
    given = context.starting_with(_ENCRYPTION_CONTEXT)
    if grant.equals is not None and given != {name.lower(): value for name, value in grant.equals.items()}:
        return False
    return all(given.get(name.lower()) == value for name, value in (grant.subset or {}).items())

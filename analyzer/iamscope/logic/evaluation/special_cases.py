"""Requests that services decide in ways of their own."""

from __future__ import annotations

import re
from dataclasses import replace

from iamscope.logic.evaluation.request import Request

_MANAGED_POLICY = re.compile(r"arn:[^:]*:iam::aws:policy/")
_RESERVED_ROLE = re.compile(r"arn:[^:]*:iam::[0-9]*:role/aws-(?:reserved|service-role)/")
#: What may be done to a service-linked role: using-service-linked-roles of the IAM User Guide.
_SERVICE_LINKED_WRITES = frozenset(
    {"iam:createservicelinkedrole", "iam:deleteservicelinkedrole", "iam:updateroledescription"}
)
_KMS_KEY = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:key/")
_KMS_AWS_ALIAS = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:alias/aws/")
_ALIAS_WRITES = frozenset({"kms:createalias", "kms:updatealias", "kms:deletealias"})


def always_allowed(request: Request) -> bool:
    """`sts:GetCallerIdentity` needs no permission, and no policy can deny it: API reference of STS."""
    return request.action.lower() == "sts:getcalleridentity"


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


def _only_reads(action: str) -> bool:
    from iamscope.spec import load

    known = load().action(action)
    return known is None or known.access_levels <= {"Read", "List"}


def needs_resource_policy(request: Request) -> bool:
    """Whether identity policies count only where the resource's own policy lets them: roles to assume, and keys."""
    action = request.action.lower()
    if action.startswith("sts:assumerole"):
        return True
    return action.startswith("kms:") and bool(_KMS_KEY.match(request.resource))


def requested_resource(request: Request) -> Request:
    """The request with `*` as its resource where the action is known to support none."""
    from iamscope.spec import load

    action = load().action(request.action)
    if action is None or action.undocumented or action.resource_types or request.resource == "*":
        return request
    return replace(request, resource="*")

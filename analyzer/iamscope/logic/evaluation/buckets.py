"""How S3 authorizes requests beyond policies: Block Public Access, access points, lists of grants, owners of objects.

Sources: Amazon S3 User Guide, access-control-block-public-access, access-points-policies, acl-overview and
access-control-auth-workflow-object-operation.
"""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.logic.buckets.access_control_lists import AclGrant, is_public_list, object_actions, public_groups
from iamscope.logic.buckets.public_to_s3 import public_to_s3
from iamscope.logic.evaluation.callers import CallerKind, Grant
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.request import Request

#: Which requests can carry a list of grants for what exists, in lower case; a bucket that is made is not there yet.
_PUTS_LIST = frozenset({"s3:putobject", "s3:putobjectacl", "s3:putobjectversionacl", "s3:putbucketacl"})
_PUTS_LIST_OF_NEW = "s3:createbucket"
_LIST_KEY = "s3:x-amz-acl"
_GRANT_KEYS = "s3:x-amz-grant-"
#: What the root user of a bucket's account may do whatever the bucket's policy denies: reference of S3's API,
#: GetBucketPolicy, PutBucketPolicy and DeleteBucketPolicy.
OVERRULED_BY_ROOT = frozenset({"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"})


def keeps_out_public(request: Request) -> bool:
    """Whether `RestrictPublicBuckets` refuses a request, because the policy of the bucket or access point is public."""
    if not hangs_on_public_policy(request):
        return False
    point, policy = request.bucket.access_point, request.resource_policy
    return (policy is not None and public_to_s3(policy)) or (point is not None and point.is_public)


def hangs_on_public_policy(request: Request) -> bool:
    """Whether a request is refused if a policy is public: `RestrictPublicBuckets` is on, and the caller is not of an
    owner's account, nor a service of AWS.
    """
    caller = request.caller
    if not _is_of_s3(request) or not request.bucket.full_block.restricts_public_policies:
        return False
    is_owner = caller.in_account and caller.account in _owners(request)
    return not is_owner and caller.kind is not CallerKind.SERVICE


def _owners(request: Request) -> set[str]:
    point = request.bucket.access_point
    accounts = (request.resource_account or request.caller.account, point.account if point else None)
    return {account for account in accounts if account}


def keeps_out_public_list(request: Request, context: Context) -> bool:
    """Whether `BlockPublicAcls` refuses a request, because it puts a list that grants something to the public."""
    action, settings = request.action.lower(), request.bucket
    if action == _PUTS_LIST_OF_NEW:
        return settings.account_block.blocks_public_acls and _puts_public_list(context)
    return action in _PUTS_LIST and settings.full_block.blocks_public_acls and _puts_public_list(context)


def _puts_public_list(context: Context) -> bool:
    if any(map(is_public_list, context.values(_LIST_KEY) or ())):
        return True
    grantees = context.starting_with(_GRANT_KEYS).values()
    return any(f"/{group}" in value for value in grantees for group in public_groups())


def comes_from_elsewhere(request: Request, context: Context) -> bool:
    """Whether a request comes through an access point for one VPC, and not from there."""
    point = request.bucket.access_point
    if point is None or point.vpc is None or not _is_of_s3(request):
        return False
    return context.single("aws:SourceVpc") != point.vpc


def lists_that_grant(request: Request) -> Iterator[tuple[AclGrant, Grant]]:
    """The grants of the bucket's and of the object's list that permit a request, and how each names the caller."""
    settings, action = request.bucket, request.action.lower()
    of_bucket = [grant for grant in settings.acl if action in map(str.lower, grant.bucket_actions)]
    of_object = [grant for grant in settings.object_acl if action in map(str.lower, grant.object_actions)]
    for grant in (*of_bucket, *of_object):
        named = _named(grant, request)
        if named is not None:
            yield grant, named


def _named(grant: AclGrant, request: Request) -> Grant | None:
    caller, settings = request.caller, request.bucket
    if grant.is_public:
        is_signed = caller.in_account or caller.kind is CallerKind.CANONICAL
        ignored = settings.full_block.ignores_public_acls
        return Grant.EVERYONE if not ignored and (grant.is_to_everyone or is_signed) else None
    if not grant.canonical_id:
        return None
    if caller.kind is CallerKind.CANONICAL:
        return Grant.DIRECT if grant.canonical_id == caller.id else None
    if not caller.in_account or grant.canonical_id != settings.canonical_id:
        return None
    return Grant.DIRECT if caller.kind is CallerKind.ROOT else Grant.ACCOUNT


def is_of_other_owner(request: Request) -> bool:
    """Whether a request is for an object of another account than the bucket's: the bucket's policy can only deny it."""
    owner = request.bucket.object_owner
    if owner is None or owner == request.resource_account:
        return False
    return request.action.lower() in map(str.lower, object_actions())


def owner(request: Request) -> str | None:
    """The account whose permission a request needs."""
    return request.bucket.object_owner if is_of_other_owner(request) else request.resource_account


def overrules_bucket_policy(request: Request) -> bool:
    """Whether no Deny of the bucket's policy counts: that of the root user who owns it, on the policy itself."""
    caller = request.caller
    is_owner = caller.kind is CallerKind.ROOT and request.resource_account in (None, caller.account)
    return is_owner and request.action.lower() in OVERRULED_BY_ROOT


def _is_of_s3(request: Request) -> bool:
    return request.action.lower().startswith(("s3:", "s3express:")) and request.resource != "*"

"""The authorizations that a request needs: one, or through an access point that of the point and that of the bucket.

Source: Amazon S3 User Guide, access-points-policies and access-points-vpc: policies must allow both.
"""

from __future__ import annotations

from dataclasses import replace

from iamscope.logic.evaluation.bucket_settings import BucketSettings
from iamscope.logic.evaluation.default_policies import default_policy
from iamscope.logic.evaluation.request import Request


def authorizations(request: Request) -> tuple[Request, ...]:
    """The requests that must each be allowed, so that a request is; for most it is the request itself.

    The resource of an action that is known to support none is `*`; the policy of one that has none is AWS's default.
    """
    request = _with_resource_of_action(request)
    if request.resource_policy is None and (policy := default_policy(request.action)) is not None:
        request = replace(request, resource_policy=policy)
    point = request.bucket.access_point
    if point is None or request.resource == "*" or not request.action.lower().startswith(("s3:", "s3express:")):
        return (request,)
    # objects of directory buckets have no ARNs
    key = "" if ":s3express:" in point.arn else request.resource.split(":", 5)[-1].partition("/")[2]
    through = replace(
        request,
        resource=f"{point.arn}/object/{key}" if key else point.arn,
        resource_account=point.account,
        resource_policy=point.policy,
        bucket=BucketSettings(access_point=point),
    )
    return through, request


def _with_resource_of_action(request: Request) -> Request:
    from iamscope.spec import load

    action = load().action(request.action)
    if action is None or action.undocumented or action.resource_types or request.resource == "*":
        return request
    return replace(request, resource="*")

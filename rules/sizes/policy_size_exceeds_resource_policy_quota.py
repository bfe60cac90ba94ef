r"""The policy of a resource is larger than its service takes.

The service refuses it. Buckets and access points of S3 take 20,480 characters, queues of SQS 8,192, white space not
counted. The quotas of other services are not known here, so nothing is said of their policies, nor of one whose kind of
resource is unknown.

```json resource-type=AWS::S3::Bucket letters=20400
{
^ the policy has 20519 characters without white space, more than 20480
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
}
```

```json resource-type=AWS::SQS::Queue letters=8200
{
^ the policy has 8323 characters without white space, more than 8192
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "…", "Effect": "Deny", "Principal": "*", "Action": "sqs:DeleteQueue", "Resource": "*"}
  ]
}
```

```json resource-type=AWS::S3::Bucket letters=20300
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
}
```

```json type=resource letters=30000
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Policy, PolicyType, Report, report, rule, size_beyond, spec

_QUOTAS = {
    "AWS::S3::Bucket": "s3_bucket_policy",
    "AWS::S3::BucketPolicy": "s3_bucket_policy",
    "AWS::S3::AccessPoint": "s3_bucket_policy",
    "AWS::S3::MultiRegionAccessPoint": "s3_bucket_policy",
    "AWS::S3ObjectLambda::AccessPoint": "s3_bucket_policy",
    "AWS::SQS::Queue": "sqs_queue_policy",
}


@rule(
    "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
    WARNING,
    summary="policy of a resource is larger than its service takes",
    on=Policy,
    policy_types={PolicyType.RESOURCE},
    needs=(),
)
def check(policy: Policy) -> Iterator[Report]:
    name = _QUOTAS.get(policy.resource_type or "")
    if name is None:
        return
    quota = spec().quotas[name]
    size = size_beyond(policy, quota)
    if size is not None:
        yield report(
            policy,
            message=f"the policy has {size} characters without white space, more than {quota}",
            help="the service takes no larger one: shorten it with wildcards, or grant a part of it elsewhere",
        )

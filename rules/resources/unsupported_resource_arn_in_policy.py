r"""A resource that the policy is not attached to.

A resource policy can only speak of what it is attached to: a bucket policy of the bucket and its objects, a table's
policy of the table and its indexes. Requests for anything else never reach it, and the service refuses the policy.

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a policy of `AWS::S3::Bucket` cannot name `arn:aws:kms:us-east-1:111122223333:key/1234abcd`
    ]
  }
}
```

`*` is not the bucket either, and a bucket is not its access point:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*"
                ^^^ a policy of `AWS::S3::Bucket` cannot name `*`
  }
}
```

```json resource-type=AWS::S3::AccessPoint
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a policy of `AWS::S3::AccessPoint` cannot name `arn:aws:s3:::amzn-s3-demo-bucket/*`
  }
}
```

Name what the policy is attached to:

```json resource-type=AWS::S3::AccessPoint
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:us-east-1:111122223333:accesspoint/example/object/*"
  }
}
```

```json resource-type=AWS::DynamoDB::Table
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "dynamodb:Query",
    "Resource": [
      "arn:aws:dynamodb:us-east-1:111122223333:table/orders",
      "arn:aws:dynamodb:us-east-1:111122223333:table/orders/index/*"
    ]
  }
}
```

Where it was not said what the policy is attached to, there is no telling:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Report, ResourcePattern, attachment, fits_types, report, rule


@rule(
    "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
    ERROR,
    summary="resource that the policy is not attached to",
    on=ResourcePattern,
    policy_types=(PolicyType.RESOURCE,),
)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    attached = attachment(pattern.policy)
    if attached is None or not attached.resources or pattern.element != "Resource":
        return
    # Observed of `*` in bucket policies; the other types are assumed to be judged alike.
    arn = pattern.arn
    if pattern.value != "*" and (arn is None or fits_types(arn, attached.resources)):
        return
    yield report(
        pattern,
        message=f"a policy of `{attached.resource_type}` cannot name `{pattern.value}`",
        help="name the resource that the policy is attached to",
    )

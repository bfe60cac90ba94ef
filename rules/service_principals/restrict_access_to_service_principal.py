r"""A service may use the resource on behalf of anyone.

The service calls for whichever customer tells it to. A stranger who knows the resource's name can have the service
use it in their stead (the confused deputy), unless the policy asks for whom the service calls: by `aws:SourceArn`,
`aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`.

Not every service sends these keys, and some do so only to some services: only principals and actions for which AWS
documents it are looked at, and never the trust policies of roles, which no other account can have a service assume.

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^ `cloudtrail.amazonaws.com` may call on behalf of anyone
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/AWSLogs/*",
    "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "111122223333",
        "Service": ["sns.amazonaws.com", "ec2.amazonaws.com", "events.amazonaws.com"]
                    ^^^^^^^^^^^^^^^^^^^ `sns.amazonaws.com` may call on behalf of anyone
                                                              ^^^^^^^^^^^^^^^^^^^^^^ `events.amazonaws.com` may call on behalf of anyone
      },
      "Action": ["sqs:SendMessage", "sqs:GetQueueUrl"],
      "Resource": "arn:aws:sqs:us-east-1:111122223333:jobs"
    }
  ]
}
```

Say on whose behalf:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/AWSLogs/*",
    "Condition": {
      "ArnLike": {"AWS:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"}
    }
  }
}
```

A service that is not known to send the keys, or not with these actions, is left alone:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": "ec2.amazonaws.com"},
      "Action": "sns:Publish",
      "Resource": "arn:aws:sns:us-east-1:111122223333:alerts"
    },
    {
      "Effect": "Allow",
      "Principal": {"Service": "events.amazonaws.com"},
      "Action": "sns:Publish",
      "Resource": "arn:aws:sns:us-east-1:111122223333:alerts"
    },
    {
      "Effect": "Deny",
      "Principal": {"Service": "cloudtrail.amazonaws.com"},
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SECURITY_WARNING,
    PolicyType,
    Precision,
    Report,
    Statement,
    report,
    rule,
    unguarded_services,
)


@rule(
    "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
    SECURITY_WARNING,
    summary="service that may call on behalf of anyone",
    on=Statement,
    policy_types={PolicyType.RESOURCE},
    security_severity=6.0,
    precision=Precision.MEDIUM,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    for principal in unguarded_services(statement):
        yield report(
            principal,
            message=f"`{principal.value}` may call on behalf of anyone",
            help="add a condition on `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID`",
        )

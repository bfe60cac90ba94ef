r"""A resource policy gives the public access.

Anyone can make the request that is shown, without credentials or with those of an account of their own. If that is not
meant, name the principals; or keep `*` and ask for something that outsiders cannot have, such as the organization of
the caller (`aws:PrincipalOrgID`), a VPC endpoint or an address range. What the caller chooses (`aws:Referer`,
`aws:UserAgent`, encrypted transport) keeps nobody out. This is decided over all requests, with Deny statements and
conditions, as Access Analyzer's CheckNoPublicAccess decides it; `iamscope public --why` explains a policy that is not.
A bucket that is a website on purpose deserves a suppression that says so.

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
                   ^^^ anyone may call `s3:GetObject`
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
    }
  ]
}
```

```json resource-type=AWS::SQS::Queue
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "*"},
                   ^^^^^^^^^^^^ anyone may call `sqs:SendMessage`
      "Action": "sqs:SendMessage",
      "Resource": "*",
      "Condition": {"Bool": {"aws:SecureTransport": "true"}}
    }
  ]
}
```

Each statement for everyone is named, with an action that shows what is open:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
                   ^^^ anyone may call `s3:ListBucket`
      "Action": ["s3:List*", "s3:GetBucketLocation"],
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket"
    },
    {
      "Effect": "Allow",
      "Principal": {"AWS": ["*"]},
                   ^^^^^^^^^^^^^^ anyone may call `s3:GetObject`
      "Action": "*",
      "Resource": ["arn:aws:s3:::amzn-s3-demo-bucket/*"]
    }
  ]
}
```

What means nothing opens nothing: actions on resources that they do not work on, or of other services.

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": ["s3:GetObject", "sqs:SendMessage"],
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket"
    }
  ]
}
```

A condition on who calls, a Deny that leaves only one's own, or named principals:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    },
    {
      "Effect": "Allow",
      "Principal": {"AWS": "111122223333"},
      "Action": "s3:*",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
    }
  ]
}
```

```json resource-type=AWS::SQS::Queue
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"},
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "sqs:*",
      "Resource": "*",
      "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import FindingType, Policy, PolicyType, Report, public_grants, report, rule


@rule(
    "PUBLIC_RESOURCE_POLICY",
    FindingType.SECURITY_WARNING,
    summary="a resource policy gives the public access",
    on=Policy,
    policy_types=(PolicyType.RESOURCE, PolicyType.TRUST),
    aws=False,
    security_severity=8.0,
    needs=(),
)
def check(policy: Policy) -> Iterator[Report]:
    for statement, action in public_grants(policy):
        yield report(
            statement.first("Principal", "NotPrincipal"),
            message=f"anyone may call `{action}`",
            help="name the principals, or ask for their organization in a condition on `aws:PrincipalOrgID`",
        )

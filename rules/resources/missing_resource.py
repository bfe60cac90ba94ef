r"""A statement has neither `Resource` nor `NotResource`.

AWS refuses the policy. Trust policies of roles have no resource, so they are left alone, and so are the policies of
services that need none (`AWS::ECR::Repository`, `AWS::EFS::FileSystem`). An empty list is a matter of its own.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject"}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ statement has neither `Resource` nor `NotResource`
  ]
}
```

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
               ^ statement has neither `Resource` nor `NotResource`
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "s3:GetObject"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"},
    {"Effect": "Allow", "Action": "s3:ListBucket", "NotResource": "arn:aws:s3:::amzn-s3-demo-bucket"}
  ]
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
}
```

```json resource-type=AWS::ECR::Repository
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "ecr:BatchGetImage"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ALL_TYPES, ERROR, PolicyType, Report, Statement, report, rule

#: Their policies apply to the one resource that they are set on: the ECR user guide writes none into repository
#: policies, and the EFS console makes file system policies without one.
_NEED_NONE = frozenset(
    {
        "AWS::ECR::PublicRepository",
        "AWS::ECR::Repository",
        "AWS::ECR::RepositoryCreationTemplate",
        "AWS::EFS::FileSystem",
    }
)


@rule(
    "MISSING_RESOURCE",
    ERROR,
    summary="statement has neither `Resource` nor `NotResource`",
    on=Statement,
    policy_types=ALL_TYPES - {PolicyType.TRUST},
)
def check(statement: Statement) -> Iterator[Report]:
    if (
        statement.element("Resource") is None
        and statement.element("NotResource") is None
        and statement.policy.resource_type not in _NEED_NONE
    ):
        yield report(
            statement,
            message="statement has neither `Resource` nor `NotResource`",
            help="add `Resource` with the ARNs that it is about, or `*`",
        )

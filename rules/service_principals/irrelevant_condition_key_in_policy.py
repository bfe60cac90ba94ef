r"""A condition key says nothing in the policy of this resource.

`s3:ResourceAccount` is the account that owns the bucket. In the policy of one bucket or access point it always has the
same value, so that the condition always holds or never does. It belongs into policies that reach buckets of several
accounts: of identities, VPC endpoints and organizations.

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"s3:ResourceAccount": "111122223333"}
                       ^^^^^^^^^^^^^^^^^^^^ `s3:ResourceAccount` is the same in every request
    }
  }
}
```

```json resource-type=AWS::S3::AccessPoint
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "arn:aws:s3:us-east-1:111122223333:accesspoint/example/object/*",
      "Condition": {
        "StringNotEquals": {"S3:resourceAccount": ["111122223333", "444455556666"]}
                            ^^^^^^^^^^^^^^^^^^^^ `S3:resourceAccount` is the same in every request
      }
    }
  ]
}
```

Ask who calls instead:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
    }
  }
}
```

The policy of a VPC endpoint is about many buckets:

```json type=endpoint
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {
      "StringEquals": {"s3:ResourceAccount": "111122223333"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, PolicyType, Report, Statement, facts, report, rule


@rule(
    "IRRELEVANT_CONDITION_KEY_IN_POLICY",
    SUGGESTION,
    summary="condition key that is the same for the whole policy",
    on=Statement,
    policy_types={PolicyType.RESOURCE},
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    resource_type = statement.policy.resource_type
    if resource_type is None or not statement.conditions:
        return
    keys = facts("facts/irrelevant-keys")["resource_types"].get(resource_type)
    if keys is None:
        return
    for condition in statement.conditions_on(*keys):
        yield report(
            condition.place.key,
            message=f"`{condition.key}` is the same in every request",
            help="remove the condition, or test the caller, as with `aws:PrincipalOrgID`",
        )

r"""A service is restricted by a key that is no proof of whom it calls for.

Before there were `aws:SourceArn` and `aws:SourceAccount`, some services put the account into `aws:Referer`. Callers
choose that header freely. For services that send the newer keys, those are the ones to test.

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "ses.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:Referer": "111122223333"}
                       ^^^^^^^^^^^^^ `aws:Referer` is no proof of whom `ses.amazonaws.com` calls for
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": ["cloudtrail.amazonaws.com"]},
      "Action": ["s3:PutObject"],
      "Resource": ["arn:aws:s3:::amzn-s3-demo-bucket/*"],
      "Condition": {
        "StringLike": {"AWS:referer": ["111122223333", "444455556666"]}
                       ^^^^^^^^^^^^^ `AWS:referer` is no proof of whom `cloudtrail.amazonaws.com` calls for
      }
    }
  ]
}
```

Test the source:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "ses.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:SourceAccount": "111122223333"}
    }
  }
}
```

Beside such a test the older key does no harm, and for other principals there is nothing better to name:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": "ses.amazonaws.com"},
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {
        "StringEquals": {"aws:Referer": "111122223333", "aws:SourceAccount": "111122223333"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"AWS": "111122223333"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {
        "StringLike": {"aws:Referer": "https://www.example.com/*"}
      }
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, PolicyType, Report, Statement, facts, report, rule, unguarded_services


@rule(
    "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
    SUGGESTION,
    summary="service restricted by a key that callers choose",
    on=Statement,
    policy_types={PolicyType.RESOURCE},
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    weaker = statement.conditions_on(*facts("facts/source-keys")["weaker_keys"]) if statement.conditions else ()
    if not weaker:
        return
    principal = next(unguarded_services(statement), None)
    if principal is None:
        return
    for condition in weaker:
        yield report(
            condition.place.key,
            message=f"`{condition.key}` is no proof of whom `{principal.value}` calls for",
            help="test `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID` instead",
            related=[principal],
        )

r"""A condition uses a global key that has been replaced.

`aws:ARN` has given way to `aws:PrincipalArn`, the caller's ARN, where that is what is meant.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"ArnEquals": {"aws:ARN": "arn:aws:iam::111122223333:role/app"}}
                                ^^^^^^^^^ `aws:ARN` is deprecated
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "ArnNotLike": {"aws:arn": ["arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:role/ci"]}
                     ^^^^^^^^^ `aws:arn` is deprecated
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}
  }
}
```

Other keys about ARNs are meant to be used:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "sns.amazonaws.com"},
    "Action": "sqs:SendMessage",
    "Resource": "arn:aws:sqs:us-east-1:111122223333:queue",
    "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:*"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Condition, FixReport, Replace, Report, report, rule, spec, successor_of_global_key


@rule("DEPRECATED_GLOBAL_CONDITION_KEY", WARNING, summary="global key that has been replaced", on=Condition)
def check(condition: Condition) -> Iterator[Report]:
    successor = successor_of_global_key(condition, spec())
    if successor is None:
        return
    yield report(
        condition.place.key,
        message=f"`{condition.key}` is deprecated",
        help=f"use `{successor}` for the caller, or `aws:SourceArn` for the resource that a service acts for",
        fix=FixReport(f"write `{successor}`", (Replace(condition.place.key, successor),)),
    )

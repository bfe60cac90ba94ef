r"""A condition uses a global key that policies cannot use.

`aws:ARN` never made it into a release that policies may rely on: for the caller there is `aws:PrincipalArn`, and for
the resource on whose behalf a service calls, `aws:SourceArn`.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"ArnEquals": {"aws:ARN": "arn:aws:iam::111122223333:role/app"}}
                                ^^^^^^^^^ `aws:ARN` cannot be used in policies
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
                     ^^^^^^^^^ `aws:arn` cannot be used in policies
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

from iamscope.rules import ERROR, Condition, FixReport, Replace, Report, report, rule, spec, successor_of_global_key


@rule("UNSUPPORTED_GLOBAL_CONDITION_KEY", ERROR, summary="global key that policies cannot use", on=Condition)
def check(condition: Condition) -> Iterator[Report]:
    successor = successor_of_global_key(condition, spec())
    if successor is None:
        return
    yield report(
        condition.place.key,
        message=f"`{condition.key}` cannot be used in policies",
        help=f"use `{successor}` for the caller, or `aws:SourceArn` for the resource that a service acts for",
        fix=FixReport(f"write `{successor}`", (Replace(condition.place.key, successor),)),
    )

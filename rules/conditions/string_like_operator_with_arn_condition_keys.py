r"""A condition compares ARNs by a string pattern.

In a string pattern a `*` runs across the colons of an ARN, so that what was meant for the name of a resource matches
an account or a region as well. ARN operators compare field by field. `StringEquals` is exact and does no harm.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringLike": {"aws:SourceArn": "arn:aws:s3:::amzn-s3-demo-*"}
                     ^^^^^^^^^^^^^^^ `StringLike` lets a `*` run across the fields of the ARNs in `aws:SourceArn`
    }
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
      "StringNotLikeIfExists": {
        "aws:PrincipalArn": ["arn:aws:iam::*:role/app", "arn:aws:iam::*:role/ci"]
        ^^^^^^^^^^^^^^^^^^ `StringNotLikeIfExists` lets a `*` run across the fields of the ARNs in `aws:PrincipalArn`
      }
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
    "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::amzn-s3-demo-*"}}
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
    "Condition": {
      "StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"},
      "StringLike": {"aws:PrincipalTag/owner": "arn:aws:iam::*:role/app"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, ConditionBlock, FixReport, Replace, Report, report, rule, spec


@rule(
    "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
    SECURITY_WARNING,
    summary="string pattern for ARNs",
    on=ConditionBlock,
    security_severity=5.5,
)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.name not in ("StringLike", "StringNotLike"):
        return
    better = block.operator.documented.replace("String", "Arn")
    keys = [(condition, spec().condition_key(condition.key)) for condition in block.conditions]
    # the documented type comes first: `aws:FederatedProvider` is a name that may be an ARN
    arns = [condition for condition, key in keys if key is not None and key.types[:1] == ("ARN",)]
    for condition in arns:
        yield report(
            condition.place.key,
            message=f"`{block.operator.text}` lets a `*` run across the fields of the ARNs in `{condition.key}`",
            help=f"use `{better}`",
            fix=FixReport(f"use `{better}`", (Replace(block.place.key, better),)) if len(arns) == len(keys) else None,
        )

r"""A policy variable stands where its operator does not replace it.

Only string and ARN operators put the value in place of a variable. To numbers, dates, truth values, binary data, IP
addresses and `Null` it is a strange text, which never matches.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {
      "NumericLessThan": {
        "s3:max-keys": "${aws:PrincipalTag/max}"
                       ^^^^^^^^^^^^^^^^^^^^^^^^^ `NumericLessThan` does not replace `${aws:PrincipalTag/max}`
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
    "Condition": {
      "IpAddress": {
        "aws:SourceIp": [
          "203.0.113.0/24",
          "${aws:PrincipalTag/address}"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `IpAddress` does not replace `${aws:PrincipalTag/address}`
        ]
      },
      "Null": {"aws:TokenIssueTime": "${aws:username}"}
                                     ^^^^^^^^^^^^^^^^^ `Null` does not replace `${aws:username}`
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
    "Condition": {
      "StringEquals": {"aws:ResourceTag/owner": "${aws:username}"},
      "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/${aws:username}"}
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
    "Condition": {
      "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
      "StringNotLikeIfExists": {"aws:PrincipalTag/team": "web-${aws:username}"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, Report, report, rule


@rule("INVALID_VARIABLE_FOR_OPERATOR", ERROR, summary="variable that its operator leaves alone", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family in ("", "String", "ARN"):
        return
    for condition in block.conditions:
        for value in condition.values:
            variable = next((each for each in value.variables if each.closed and not each.is_escape), None)
            if variable is not None:
                yield report(
                    value,
                    message=f"`{block.operator.text}` does not replace `{value.value[variable.start : variable.end]}`",
                    help="write the value out, or compare a key that holds strings or ARNs",
                )

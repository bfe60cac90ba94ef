r"""A condition with `IfExists` compares its key with no value at all.

A positive operator then holds only for requests without the key. If that is meant, `Null` says so.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEqualsIfExists": {
        "aws:PrincipalOrgID": []
                              ^^ `StringEqualsIfExists` compares `aws:PrincipalOrgID` with no value
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
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {
      "ForAnyValue:StringLikeIfExists": {
        "aws:TagKeys": []
                       ^^ `ForAnyValue:StringLikeIfExists` compares `aws:TagKeys` with no value
      },
      "BoolIfExists": {
        "aws:SecureTransport": "true"
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
    "Condition": {"Null": {"aws:PrincipalOrgID": "true"}}
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
      "StringEqualsIfExists": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5"]},
      "StringEquals": {"aws:PrincipalTag/team": []}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, ConditionBlock, Report, report, rule


@rule("EMPTY_ARRAY_CONDITION_IFEXISTS", SUGGESTION, summary="`IfExists` without any value", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if not operator.if_exists:
        return
    for condition in block.conditions:
        if isinstance(condition.element.value, list) and not condition.element.value:
            yield report(
                condition,
                message=f"`{operator.text}` compares `{condition.key}` with no value",
                help="use `Null` with `true`, or give a value",
            )

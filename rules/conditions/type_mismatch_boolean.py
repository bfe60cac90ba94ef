r"""A condition with `Bool` or `Null` compares with something that is neither true nor false.

Such a condition never holds. Case does not count, and the value may be a JSON boolean.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "yes"}}
                                                         ^^^^^ `yes` is neither `true` nor `false`
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
      "Null": {"aws:SourceVpc": ["1"]},
                                 ^^^ `1` is neither `true` nor `false`
      "BoolIfExists": {"aws:SecureTransport": 0}
                                              ^ `0` is neither `true` nor `false`
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
    "Condition": {"Bool": {"aws:SecureTransport": "true", "aws:ViaAWSService": false}}
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
    "Condition": {"Null": {"aws:SourceVpc": "False"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, ConditionBlock, Report, report, rule


@rule("TYPE_MISMATCH_BOOLEAN", WARNING, summary="truth value that is neither true nor false", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family not in ("Bool", "Null"):
        return
    for condition in block.conditions:
        for value in condition.values:
            if value.value.lower() not in ("true", "false"):
                yield report(
                    value, message=f"`{value.value}` is neither `true` nor `false`", help="write `true` or `false`"
                )

r"""A condition compares numbers with something that is no number.

Such a condition never holds, not even a negated one.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {"NumericLessThan": {"s3:max-keys": "ten"}}
                                                     ^^^^^ `ten` is no number
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
    "Condition": {"NumericLessThanEqualsIfExists": {"aws:MultiFactorAuthAge": ["3600", "1h", true]}}
                                                                                       ^^^^ `1h` is no number
                                                                                             ^^^^ `true` is no number
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {"NumericLessThanEquals": {"s3:max-keys": ["10", "1e2"]}}
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
      "NumericGreaterThan": {"aws:MultiFactorAuthAge": 0.5}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, ConditionBlock, Report, is_number, report, rule


@rule("TYPE_MISMATCH_NUMBER", WARNING, summary="number that is none", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "Numeric":
        return
    for condition in block.conditions:
        for value in condition.values:
            if not is_number(value.value.strip()):
                yield report(value, message=f"`{value.value}` is no number", help="write a decimal number")

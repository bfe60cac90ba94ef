r"""A condition gives several bounds of which one decides.

A number is less than one of several bounds if it is less than the greatest, and greater than one of several if it is
greater than the least.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*",
    "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": ["2700", "3600"]}}
                                                                ^^^^^^^^^^^^^^^^ of the 2 bounds only `3600` decides
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*",
    "Condition": {
      "NumericGreaterThanEqualsIfExists": {"aws:MultiFactorAuthAge": [900, 60, 300]}
                                                                     ^^^^^^^^^^^^^^ of the 3 bounds only `60` decides
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
    "Resource": "*",
    "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}
  }
}
```

Of several numbers to be equal to, each may be the one:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "*",
    "Condition": {"NumericEquals": {"s3:max-keys": ["10", "20"]}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SUGGESTION,
    ConditionBlock,
    ConditionValue,
    FixReport,
    Replace,
    Report,
    is_number,
    report,
    rule,
)


def _number(value: ConditionValue) -> float:
    return float(value.value)


@rule("REDUNDANT_CONDITION_VALUE_NUM", SUGGESTION, summary="several bounds of which one decides", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    less = "LessThan" in block.operator.name
    if block.operator.family != "Numeric" or not (less or "GreaterThan" in block.operator.name):
        return
    for condition in block.conditions:
        values = condition.values
        if len(values) < 2 or not all(is_number(value.value) for value in values):
            continue
        decides = max(values, key=_number) if less else min(values, key=_number)
        # longer numbers may be equal as floats and yet differ
        exact = all(len(value.value) <= 15 for value in values)
        yield report(
            condition,
            message=f"of the {len(values)} bounds only `{decides.value}` decides",
            help=f"give `{decides.value}` alone",
            fix=FixReport(f"give `{decides.value}` alone", (Replace(condition.place, decides.json),), safe=True)
            if exact
            else None,
        )

r"""A condition with `ForAllValues` compares its key with no value at all.

It holds only for requests without the key. If that is meant, `Null` says so.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {
      "ForAllValues:StringEquals": {
        "aws:TagKeys": []
                       ^^ `ForAllValues` with no value holds only where `aws:TagKeys` is missing
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
      "ForAllValues:StringLikeIfExists": {
        "aws:TagKeys": [],
                       ^^ `ForAllValues` with no value holds only where `aws:TagKeys` is missing
        "aws:CalledVia": "athena.amazonaws.com"
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
    "Condition": {"Null": {"aws:TagKeys": "true"}}
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
      "ForAllValues:StringEquals": {"aws:TagKeys": ["team"]},
      "ForAnyValue:StringEquals": {"aws:TagKeys": []}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, ConditionBlock, Report, report, rule


@rule("EMPTY_ARRAY_CONDITION_FORALLVALUES", SUGGESTION, summary="`ForAllValues` without any value", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.qualifier != "ForAllValues":
        return
    for condition in block.conditions:
        if isinstance(condition.element.value, list) and not condition.element.value:
            yield report(
                condition,
                message=f"`ForAllValues` with no value holds only where `{condition.key}` is missing",
                help="use `Null` with `true`, or give a value",
            )

r"""A condition with `ForAnyValue` compares its key with no value at all.

None of the values of a request can be among none, so that the condition never holds.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {
      "ForAnyValue:StringEquals": {"aws:TagKeys": []}
                                                  ^^ `ForAnyValue` with no value never holds for `aws:TagKeys`
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "ec2:*",
    "Resource": "*",
    "Condition": {
      "ForAnyValue:StringLike": {
        "aws:PrincipalOrgPaths": [],
                                 ^^ `ForAnyValue` with no value never holds for `aws:PrincipalOrgPaths`
        "aws:TagKeys": "team*"
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
    "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}}
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
    "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": []}, "StringEquals": {"aws:PrincipalOrgID": []}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, ConditionBlock, Report, report, rule


@rule("EMPTY_ARRAY_CONDITION_FORANYVALUE", SUGGESTION, summary="`ForAnyValue` without any value", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.qualifier != "ForAnyValue":
        return
    for condition in block.conditions:
        if isinstance(condition.element.value, list) and not condition.element.value:
            yield report(
                condition,
                message=f"`ForAnyValue` with no value never holds for `{condition.key}`",
                help="give a value, or remove the key",
            )

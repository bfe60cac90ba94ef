r"""A condition with `*` asks no more than whether its key is missing.

`StringNotLike` with `*` excludes every value, so that it holds only without any. `Null` with `true` says that in the
open.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringNotLike": {"aws:PrincipalTag/team": "*"}
                                                 ^^^ condition holds only where `aws:PrincipalTag/team` is missing
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {"ForAllValues:StringNotLike": {"aws:TagKeys": ["*"]}}
                                                                 ^^^ condition holds only where `aws:TagKeys` is missing
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
    "Condition": {"Null": {"aws:PrincipalTag/team": "true"}}
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
      "StringNotLike": {"aws:PrincipalTag/team": "web-*"},
      "StringNotEquals": {"aws:PrincipalTag/stage": "*"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SUGGESTION,
    Condition,
    ConditionBlock,
    FixReport,
    Holds,
    Replace,
    Report,
    has_null_beside,
    report,
    rule,
    star_condition,
)


def _fix(condition: Condition) -> FixReport | None:
    """The same with `Null`, if the operator has no other key and nothing stands in its way."""
    block = condition.block
    if len(block.conditions) != 1 or has_null_beside(block):
        return None
    edits = Replace(block.place.key, "Null"), Replace(condition.place, "true")
    return FixReport("write `Null`", edits, safe=True)


@rule("EQUIVALENT_TO_NULL_TRUE", SUGGESTION, summary="`StringNotLike` with `*` alone", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.name not in ("StringLike", "StringNotLike"):
        return
    for condition in block.conditions:
        if star_condition(condition) is Holds.ABSENT:
            yield report(
                *condition.values,
                message=f"condition holds only where `{condition.key}` is missing",
                help=f"write the operator `Null` with `true` for `{condition.key}` instead",
                fix=_fix(condition),
            )

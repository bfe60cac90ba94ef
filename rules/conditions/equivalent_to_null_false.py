r"""A condition with `*` asks no more than whether its key is there.

`StringLike` with `*` matches every value, but needs one. `Null` with `false` says that in the open.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringLike": {"aws:PrincipalTag/team": "*"}}
                                                          ^^^ condition holds wherever `aws:PrincipalTag/team` is there
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
    "Condition": {"StringLike": {"aws:SourceVpc": ["*"], "aws:PrincipalTag/team": "web*"}}
                                                   ^^^ condition holds wherever `aws:SourceVpc` is there
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
    "Condition": {"Null": {"aws:PrincipalTag/team": "false"}}
  }
}
```

With `IfExists` or `ForAllValues` it asks nothing at all, which is another finding:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringLikeIfExists": {"aws:PrincipalTag/team": "*"},
      "ForAllValues:StringLike": {"aws:TagKeys": "*"}
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
    edits = Replace(block.place.key, "Null"), Replace(condition.place, "false")
    return FixReport("write `Null`", edits, safe=True)


@rule("EQUIVALENT_TO_NULL_FALSE", SUGGESTION, summary="`StringLike` with `*` alone", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.name not in ("StringLike", "StringNotLike"):
        return
    for condition in block.conditions:
        if star_condition(condition) is Holds.PRESENT:
            yield report(
                *condition.values,
                message=f"condition holds wherever `{condition.key}` is there",
                help=f"write the operator `Null` with `false` for `{condition.key}` instead",
                fix=_fix(condition),
            )

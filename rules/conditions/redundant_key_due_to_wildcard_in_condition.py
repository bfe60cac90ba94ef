r"""A condition with `*` holds for every request.

`*` matches every value, and `IfExists` or `ForAllValues` lets requests without the key pass too. The key can go.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringLikeIfExists": {"aws:PrincipalTag/team": "*"}
                                                      ^^^ condition on `aws:PrincipalTag/team` holds for every request
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
    "Condition": {"ForAllValues:StringLike": {"aws:TagKeys": ["*"]}}
                                                              ^^^ condition on `aws:TagKeys` holds for every request
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
    "Condition": {"StringLikeIfExists": {"aws:PrincipalTag/team": "web-*"}}
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
    "Condition": {"StringLike": {"aws:PrincipalTag/team": "*"}, "ForAnyValue:StringLike": {"aws:TagKeys": "*"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SUGGESTION,
    ConditionBlock,
    FixReport,
    Holds,
    RemoveParts,
    Report,
    report,
    rule,
    star_condition,
)


@rule(
    "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    SUGGESTION,
    summary="condition with `*` that always holds",
    on=ConditionBlock,
)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.name not in ("StringLike", "StringNotLike"):
        return
    for condition in block.conditions:
        if star_condition(condition) is Holds.ALWAYS:
            yield report(
                *condition.values,
                message=f"condition on `{condition.key}` holds for every request",
                help="remove the key, or give values that tell requests apart",
                fix=FixReport(
                    "remove the key", (RemoveParts(block.place, frozenset({condition.place.steps[-1]})),), safe=True
                ),
            )

r"""A condition with `*` holds for no request, so that its statement does nothing.

`ForAnyValue:StringNotLike` wants a value that does not match, and every value matches `*`. A `Deny` that was meant to
keep somebody out keeps out nobody.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {"ForAnyValue:StringNotLike": {"aws:TagKeys": "*"}}
                                                               ^^^ condition on `aws:TagKeys` holds for no request
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
    "Condition": {
      "ForAnyValue:StringNotLike": {"aws:TagKeys": ["*"], "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}
                                                    ^^^ condition on `aws:TagKeys` holds for no request
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
    "Condition": {"ForAnyValue:StringNotLike": {"aws:TagKeys": "team*"}}
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
    "Condition": {"ForAllValues:StringNotLike": {"aws:TagKeys": "*"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, ConditionBlock, Holds, Report, report, rule, star_condition


@rule(
    "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
    SUGGESTION,
    summary="condition with `*` that never holds",
    on=ConditionBlock,
)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.name not in ("StringLike", "StringNotLike"):
        return
    for condition in block.conditions:
        if star_condition(condition) is Holds.NEVER:
            yield report(
                *condition.values,
                message=f"condition on `{condition.key}` holds for no request",
                help="remove the statement, or give values that some requests have",
            )

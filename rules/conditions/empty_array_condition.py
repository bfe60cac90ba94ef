r"""A condition compares its key with no value at all.

There is nothing that the key could equal, so that a positive operator never holds, and a negated one always does.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": []}}
                                                         ^^ `aws:PrincipalOrgID` is compared with no value
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
    "Condition": {"StringNotEquals": {"aws:PrincipalAccount": [], "aws:PrincipalTag/team": "web"}}
                                                              ^^ `aws:PrincipalAccount` is compared with no value
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
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5"]}}
  }
}
```

With a qualifier or `IfExists` it is another finding:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEqualsIfExists": {"aws:PrincipalOrgID": []},
      "ForAnyValue:StringEquals": {"aws:TagKeys": []}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, ConditionBlock, Report, report, rule


@rule("EMPTY_ARRAY_CONDITION", SUGGESTION, summary="condition without any value", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.qualifier or operator.if_exists or not operator.known:
        return
    for condition in block.conditions:
        if isinstance(condition.element.value, list) and not condition.element.value:
            yield report(
                condition,
                message=f"`{condition.key}` is compared with no value",
                help="give a value, or remove the key",
            )

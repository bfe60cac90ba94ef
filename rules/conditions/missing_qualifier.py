r"""A condition compares a key that has many values as if it had one.

A request has one `aws:TagKeys` for all its tags. Whether each of them or just one must match is said by
`ForAllValues:` or `ForAnyValue:` in front of the operator; without either, what happens is not defined. `Null` needs
none.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:TagKeys": ["team", "stage"]}}
                                   ^^^^^^^^^^^^^ `aws:TagKeys` has many values, and `StringEquals` compares one
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
      "StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*", "aws:PrincipalTag/team": "web*"}
                     ^^^^^^^^^^^^^^^^^^^^^^^ `aws:PrincipalOrgPaths` has many values, and `StringLike` compares one
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
      "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]},
      "Null": {"aws:TagKeys": "false"}
    }
  }
}
```

Several values in the policy are no reason, it is those of the request that count:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:PrincipalTag/team": ["web", "app"]}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, Report, report, rule, spec


@rule("MISSING_QUALIFIER", ERROR, summary="key with many values compared as if it had one", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.qualifier or operator.family in ("", "Null"):
        return
    for condition in block.conditions:
        key = spec().condition_key(condition.key)
        if key is not None and key.multivalued:
            yield report(
                condition.place.key,
                message=f"`{condition.key}` has many values, and `{operator.text}` compares one",
                help=f"write `ForAllValues:{operator.documented}` or `ForAnyValue:{operator.documented}`",
            )

r"""A condition gives several truth values for one key.

A Boolean key has one value, and so has a check with `Null`: more than one says nothing, or the same twice.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "Bool": {"aws:SecureTransport": ["true", "false"]}
                                      ^^^^^^^^^^^^^^^^^ `aws:SecureTransport` is compared with 2 truth values
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
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"Null": {"aws:SourceVpc": ["true", "true"]}}
                                            ^^^^^^^^^^^^^^^^ `aws:SourceVpc` is compared with 2 truth values
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
    "Condition": {"Bool": {"aws:SecureTransport": "true"}}
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
      "Bool": {"aws:SecureTransport": ["true"]},
      "StringEquals": {"aws:PrincipalTag/team": ["web", "app"]}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, Report, report, rule


@rule("INVALID_CONDITION_MULTIPLE_BOOLEAN", ERROR, summary="several truth values for one key", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    # with a qualifier, the key is taken to have several values itself; that `Null` counts is a guess
    if block.operator.family not in ("Bool", "Null") or block.operator.qualifier:
        return
    for condition in block.conditions:
        if isinstance(condition.element.value, list) and len(condition.element.value) > 1:
            yield report(
                condition,
                message=f"`{condition.key}` is compared with {len(condition.element.value)} truth values",
                help="give one value, `true` or `false`",
            )

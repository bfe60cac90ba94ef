r"""A condition, or one of its operators, is empty.

It asks for nothing, so that the statement applies as if it were not there. If something was meant to be asked for, it
is missing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {}
                 ^^ `Condition` is empty
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
    "Condition": {"StringEquals": {}, "Bool": {"aws:SecureTransport": "true"}}
                                  ^^ operator `StringEquals` has no condition key
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
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:DeleteObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Object, Report, Statement, report, rule


@rule("EMPTY_OBJECT_CONDITION", SUGGESTION, summary="condition or operator without content", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    condition = statement.element("Condition")
    if condition is None or not isinstance(condition.value, Object):
        return
    if not condition.value:
        yield report(condition, message="`Condition` is empty", help="remove it, or say what it is to ask for")
    for block in statement.condition_blocks:
        if not block.element.value:
            yield report(
                block,
                message=f"operator `{block.element.name}` has no condition key",
                help="remove it, or say what it is to compare",
            )

r"""A statement has no `Effect`.

Nothing is allowed or denied by it, and AWS refuses the policy.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Action": "s3:GetObject", "Resource": "*"}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ statement has no `Effect`
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
               ^ statement has no `Effect`
    "Sid": "Read",
    "effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

Say which one is meant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, Statement, report, rule


@rule("MISSING_EFFECT", ERROR, summary="statement has no `Effect`", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    if statement.element("Effect") is None:
        yield report(
            statement,
            message="statement has no `Effect`",
            help="add `Effect` with `Allow` or `Deny`",
        )

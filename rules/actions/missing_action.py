r"""A statement has neither `Action` nor `NotAction`.

It says nothing, and AWS refuses the policy. An empty list is a matter of its own.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Resource": "*"}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ statement has neither `Action` nor `NotAction`
  ]
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
               ^ statement has neither `Action` nor `NotAction`
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "action": "sts:AssumeRole"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*"}
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": [], "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, Statement, report, rule


@rule("MISSING_ACTION", ERROR, summary="statement has neither `Action` nor `NotAction`", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    if statement.element("Action") is None and statement.element("NotAction") is None:
        yield report(
            statement,
            message="statement has neither `Action` nor `NotAction`",
            help="add `Action` with what is allowed or denied",
        )

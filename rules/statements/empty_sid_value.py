r"""A Sid is empty.

It names nothing. Give the statement a name that says what it is for, or leave the Sid out.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
                       ^^ `Sid` is empty
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Sid": ""},
                                                                                            ^^ `Sid` is empty
    {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*", "Sid": ""}
                                                                                           ^^ `Sid` is empty
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
  ]
}
```

White space is not allowed in a Sid, but it is not empty:

```json
{
  "Version": "2012-10-17",
  "Statement": {"Sid": " ", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, FixReport, RemoveParts, Report, Statement, report, rule


@rule(
    "EMPTY_SID_VALUE",
    SUGGESTION,
    summary="`Sid` is empty",
    on=Statement,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    if statement.sid is not None and not statement.sid.value:
        yield report(
            statement.sid,
            message="`Sid` is empty",
            help="name the statement, or remove the `Sid`",
            fix=FixReport(
                "remove the `Sid`",
                (RemoveParts(statement.place, frozenset({statement.sid.place.steps[-1]})),),
                safe=True,
            ),
        )

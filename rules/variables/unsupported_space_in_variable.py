r"""The name of a policy variable has a space in it.

Spaces are allowed in front of a default value and inside it, and nowhere else.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws: username}/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `${aws: username}` has a space in its name
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
      "StringEquals": {
        "aws:ResourceTag/owner": [
          "${ aws:username }",
          ^^^^^^^^^^^^^^^^^^^ `${ aws:username }` has a space in its name
          "${aws:PrincipalTag/team , 'none'}"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `${aws:PrincipalTag/team , 'none'}` has a space in its name
        ]
      }
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
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/my files/*"
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
    "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team, 'all of them'}"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, Statement, report, rule, texts_with_variables


@rule("UNSUPPORTED_SPACE_IN_VARIABLE", ERROR, summary="space in the name of a policy variable", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    for text in texts_with_variables(statement):
        variable = next(
            (each for each in text.variables if each.closed and each.key.strip() and any(map(str.isspace, each.key))),
            None,
        )
        if variable is not None:
            yield report(
                text,
                message=f"`{text.value[variable.start : variable.end]}` has a space in its name",
                help="remove the space",
            )

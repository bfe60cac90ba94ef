r"""A policy variable has no name.

There is nothing that could be put in its place. The escapes `${*}`, `${?}` and `${$}` are no variables, but the
characters themselves.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${}"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `${}` has no name
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
    "Condition": {"StringEquals": {"aws:ResourceTag/owner": ["${ }", "${, 'none'}"]}}
                                                             ^^^^^^ `${ }` has no name
                                                                     ^^^^^^^^^^^^^ `${, 'none'}` has no name
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${*}${?}${$}"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, Statement, report, rule, texts_with_variables


@rule("EMPTY_VARIABLE", ERROR, summary="policy variable without a name", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    for text in texts_with_variables(statement):
        variable = next((each for each in text.variables if each.closed and not each.key.strip()), None)
        if variable is not None:
            yield report(
                text,
                message=f"`{text.value[variable.start : variable.end]}` has no name",
                help="write the condition key whose value is meant, such as `${aws:username}`",
            )

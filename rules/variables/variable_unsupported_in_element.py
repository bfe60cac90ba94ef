r"""A policy variable stands where IAM does not replace it.

Variables are replaced in `Resource`, `NotResource` and the values of conditions. Anywhere else, `${…}` is a plain
text: a principal or an action of that name does not exist.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "AWS": "arn:aws:iam::111122223333:user/${aws:username}"
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `${aws:username}` is not replaced in `Principal`
    },
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Sid": "For${aws:username}",
           ^^^^^^^^^^^^^^^^^^^^ `${aws:username}` is not replaced in `Sid`
    "Effect": "Allow",
    "Action": [
      "s3:GetObject",
      "s3:${aws:PrincipalTag/verb}Object"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `${aws:PrincipalTag/verb}` is not replaced in `Action`
    ],
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"
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
    "Condition": {"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Policy, Report, Statement, Text, report, rule


def _texts(policy: Policy) -> Iterator[tuple[str, Text]]:
    """The texts in which variables are not replaced, each with the name of its element."""
    for name in ("Version", "Id"):
        if text := policy.text(name):
            yield name, text
    for statement in policy.statements:
        yield from _texts_of(statement)


def _texts_of(statement: Statement) -> Iterator[tuple[str, Text]]:
    for name in ("Sid", "Effect"):
        if text := statement.text(name):
            yield name, text
    for patterns in (statement.principals, statement.not_principals, statement.actions, statement.not_actions):
        for pattern in patterns:
            yield pattern.element, pattern


@rule("VARIABLE_UNSUPPORTED_IN_ELEMENT", ERROR, summary="policy variable where it is not replaced", on=Policy)
def check(policy: Policy) -> Iterator[Report]:
    for element, text in _texts(policy):
        if "${" not in text.value:
            continue
        variable = next((each for each in text.variables if each.closed), None)
        if variable is not None:
            yield report(
                text,
                message=f"`{text.value[variable.start : variable.end]}` is not replaced in `{element}`",
                help="write it out; variables are for `Resource`, `NotResource` and the values of conditions",
            )

r"""A policy uses variables, but its version does not know them.

Variables came with version `2012-10-17`. A policy of the version before, or without `Version`, has `${aws:username}`
as a plain text: a folder of just that name.

```json
{
  "Version": "2008-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `${aws:username}` is plain text in this version
  }
}
```

```json
{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
      "Condition": {
        "StringLike": {"s3:prefix": ["home/", "home/${aws:username}/*"]}
                                              ^^^^^^^^^^^^^^^^^^^^^^^^ `${aws:username}` is plain text in this version
      }
    }
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"
  }
}
```

```json
{
  "Version": "2008-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/a$b{c}/*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    FixReport,
    Replace,
    Report,
    Statement,
    Variable,
    is_quoted_default,
    report,
    rule,
    texts_with_variables,
)


def _is_well_formed(variable: Variable) -> bool:
    # what is no variable in any version has a code of its own
    return (
        variable.closed
        and bool(variable.key)
        and not any(map(str.isspace, variable.key))
        and is_quoted_default(variable)
    )


@rule("VARIABLE_UNSUPPORTED_IN_VERSION", ERROR, summary="policy variable in a version without variables", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    version = statement.policy.version
    if version is None:
        if statement.policy.element("Version") is not None:
            return
    elif version.value != "2008-10-17":
        return
    for text in texts_with_variables(statement):
        variable = next(filter(_is_well_formed, text.variables), None)
        if variable is not None:
            yield report(
                text,
                message=f"`{text.value[variable.start : variable.end]}` is plain text in this version",
                help="write `2012-10-17` for `Version`",
                related=[version] if version else [],
                fix=FixReport("write version `2012-10-17`", (Replace(version.place, "2012-10-17"),))
                if version
                else None,
            )

r"""A policy variable has no closing brace.

Without it the text is no variable, and IAM refuses the policy.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `${aws:username/*` has no closing brace
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
      "StringLike": {
        "s3:prefix": [
          "home/${aws:username}/*",
          "home/${aws:username/${aws:userid}"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `${aws:username/` has no closing brace
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
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"
  }
}
```

A dollar sign or a brace alone is a plain character:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/a$b{c}/${$}{x"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, Statement, report, rule, texts_with_variables


@rule("MISSING_BRACE_IN_VARIABLE", ERROR, summary="policy variable without its closing brace", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    for text in texts_with_variables(statement):
        variable = next((each for each in text.variables if not each.closed), None)
        if variable is not None:
            yield report(
                text,
                message=f"`{text.value[variable.start : variable.end]}` has no closing brace",
                help="write `}` behind the name of the variable",
            )

r"""The default value of a policy variable is not in single quotes.

What stands behind the comma is taken where the request does not carry the key. It must be quoted on both sides.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::demo/${aws:PrincipalTag/team, 'none}"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ default value is not in single quotes
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
        "aws:ResourceTag/team": [
          "${aws:PrincipalTag/team, none}",
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ default value is not in single quotes
          "${aws:PrincipalTag/team, \"none\"}"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ default value is not in single quotes
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
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:PrincipalTag/team, 'none'}"
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
    "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team,'all of them'}"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, Statement, is_quoted_default, report, rule, texts_with_variables


@rule("MISSING_QUOTE_IN_VARIABLE", ERROR, summary="default value without single quotes", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    for text in texts_with_variables(statement):
        variable = next((each for each in text.variables if not is_quoted_default(each)), None)
        if variable is not None:
            yield report(
                text,
                message="default value is not in single quotes",
                help=f"write `${{{variable.key.strip()}, 'default'}}`",
            )

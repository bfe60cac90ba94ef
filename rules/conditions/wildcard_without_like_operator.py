r"""A value has a wildcard, but its operator compares the text as it stands.

`StringEquals` and its kin take `*` and `?` for plain characters, so that the value matches a star and nothing else.
`ArnEquals` takes them for wildcards, as does `ArnLike`.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalTag/team": "web-*"}
                                                ^^^^^^^ wildcard in `web-*` is a plain character to `StringEquals`
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringNotEqualsIgnoreCaseIfExists": {
        "aws:PrincipalTag/team": [
          "web",
          "app-?"
          ^^^^^^^ wildcard in `app-?` is a plain character to `StringNotEqualsIgnoreCaseIfExists`
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
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringLike": {"aws:PrincipalTag/team": "web-*"},
      "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}
    }
  }
}
```

The escapes `${*}` and `${?}` say that the character itself is meant:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:PrincipalTag/team": "web-${*}"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, ConditionBlock, FixReport, Replace, Report, report, rule, without_variables

#: The operators that match patterns, by those that do not. There is none that ignores case.
_LIKE = {
    "StringEquals": "StringLike",
    "StringNotEquals": "StringNotLike",
    "StringEqualsIgnoreCase": None,
    "StringNotEqualsIgnoreCase": None,
}


@rule("WILDCARD_WITHOUT_LIKE_OPERATOR", WARNING, summary="wildcard where texts are compared exactly", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.name not in _LIKE:
        return
    like = _LIKE[operator.name]
    better = operator.documented.replace(operator.name, like) if like else None
    for condition in block.conditions:
        for value in condition.values:
            if not value.has_wildcard:
                continue
            # an escape is no wildcard, and neither is what a variable holds
            plain = without_variables(value.value, "", escape="")
            if "*" in plain or "?" in plain:
                yield report(
                    value,
                    message=f"wildcard in `{value.value}` is a plain character to `{operator.text}`",
                    help=f"use `{better}`" if better else "use `StringLike`, which heeds case, or write the value out",
                    fix=FixReport(f"use `{better}`", (Replace(block.place.key, better),))
                    if better and len(block.conditions) == 1
                    else None,
                )

r"""A condition uses an operator that does not exist.

IAM refuses the policy. An operator is one of the documented names, perhaps with `ForAllValues:` or `ForAnyValue:` in
front and `IfExists` at its end. Case counts: IAM answers `stringEquals` with "Invalid Condition type".

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEqual": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
                  ^^^^^^^^^^^^^ there is no condition operator `StringEqual`
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
      "stringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
      ^^^^^^^^^^^^^^ there is no condition operator `stringEquals`
      "ForAnyValues:StringLike": {"aws:TagKeys": "team*"}
      ^^^^^^^^^^^^^^^^^^^^^^^^^ there is no condition operator `ForAnyValues:StringLike`
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
    "Condition": {"StringContains": {"aws:PrincipalTag/team": "web"}}
                  ^^^^^^^^^^^^^^^^ there is no condition operator `StringContains`
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
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
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
    "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": "team*"}, "Null": {"aws:SourceVpc": "true"}}
  }
}
```

`NullIfExists` has a code of its own:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"NullIfExists": {"aws:SourceVpc": "true"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, FixReport, Replace, Report, report, rule, suggest_operator


@rule("INVALID_CONDITION_OPERATOR", ERROR, summary="no such condition operator", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.text == operator.documented or (operator.name == "Null" and operator.if_exists):
        return
    meant = operator.documented or suggest_operator(operator.text)
    yield report(
        block.place.key,
        message=f"there is no condition operator `{operator.text}`",
        help=f"did you mean `{meant}`?" if meant else "use one of the operators that the IAM User Guide lists",
        # one in the wrong case is refused, and nothing else can have been meant
        fix=FixReport(f"write `{meant}`", (Replace(block.place.key, meant),), safe=bool(operator.documented))
        if meant
        else None,
    )

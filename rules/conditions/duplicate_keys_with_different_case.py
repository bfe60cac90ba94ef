r"""A condition key occurs in two spellings that differ in case.

IAM compares the names of condition keys without regard to case, tag keys included. To it, both are one key given
twice, and which of the two counts is not for a policy to leave open. The whole `Condition` element is looked at, so
that keys under different operators count as well.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:principalorgid": "o-f6g7h8i9j0"}
                       ^^^^^^^^^^^^^^^^^^^^ condition key `aws:PrincipalOrgID` is also written `aws:principalorgid`
                                                             ^^^^^^^^^^^^^^^^^^^^
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
      "StringEquals": {
        "aws:ResourceTag/Team": "web"
        ^^^^^^^^^^^^^^^^^^^^^^ condition key `aws:ResourceTag/Team` is also written `aws:ResourceTag/team`
      },
      "StringLike": {
        "aws:ResourceTag/team": "web-*"
        ^^^^^^^^^^^^^^^^^^^^^^
      }
    }
  }
}
```

One spelling under several operators is fine:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringLike": {"aws:PrincipalTag/team": "web-*"},
      "StringNotEquals": {"aws:PrincipalTag/team": "web-test"}
    }
  }
}
```

So are keys that differ in more than case:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:PrincipalTag/team": "web", "aws:ResourceTag/team": "web"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Condition, Report, Statement, report, rule


@rule("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", ERROR, summary="condition key in two spellings", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    if len(statement.conditions) < 2:
        return
    by_name: dict[str, list[Condition]] = {}
    for condition in statement.conditions:
        by_name.setdefault(condition.key_name, []).append(condition)
    for conditions in by_name.values():
        spellings = list(dict.fromkeys(condition.key for condition in conditions))
        if len(spellings) > 1:
            yield report(
                *(condition.place.key for condition in conditions),
                message=f"condition key `{spellings[0]}` is also written `{spellings[1]}`",
                help="keep one spelling, and join the values where both stand under one operator",
            )

r"""A policy variable opens a value that must be strict.

A variable in a pattern may turn out to be anything, and where callers choose it (session names, tags) it is they who
say what the pattern is. Where a value says who may call, that lets strangers in:

* Accounts, organisations and networks (`aws:PrincipalAccount`, `aws:PrincipalOrgID`, `aws:ResourceAccount`,
  `aws:ResourceOrgID`, `aws:SourceAccount`, `aws:SourceOrgID`, `aws:SourceVpc`, `aws:SourceVpce`, `aws:VpceAccount`,
  `aws:VpceOrgID`) take no variable in a pattern. `StringEquals` compares exactly, so that `${aws:PrincipalAccount}`
  is fine with it.
* `aws:userid` is `unique-id:name`. A variable may stand right of the colon, or be all that is left of it.
* In the subject of a GitHub Actions token, each variable must have six literal characters in front of it.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*",
    "Condition": {
      "StringLike": {
        "aws:SourceAccount": "${aws:PrincipalTag/acct}"
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^ `${aws:PrincipalTag/acct}` matches whatever the variable holds
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
    "Resource": "*",
    "Condition": {
      "StringLike": {
        "aws:userid": [
          "${aws:userid}",
          ^^^^^^^^^^^^^^^ `${aws:userid}` leaves the identifier open
          "A${aws:PrincipalTag/id}:x"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `A${aws:PrincipalTag/id}:x` leaves the identifier open
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
    "Resource": "*",
    "Condition": {
      "StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"},
      "StringLike": {"aws:userid": ["AIDACKCEVSQ6C2EXAMPLE:${aws:userid}", "${aws:userid}:*"]}
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {"StringLike": {"s3:prefix": ["home/${aws:username}/*", "${aws:username}/*"]}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    ConditionBlock,
    Precision,
    Report,
    Strictness,
    is_loose,
    knows_variables,
    report,
    rule,
    spec,
    strictness,
)

_WHY = {
    Strictness.EXACT: "matches whatever the variable holds",
    Strictness.USER_ID: "leaves the identifier open",
    Strictness.LITERALS_FIRST: "has a variable after fewer than six literals",
}
_HELP = {
    Strictness.EXACT: "use `StringEquals`, or list the values that are meant",
    Strictness.USER_ID: "let the variable stand right of the colon, or alone left of it",
    Strictness.LITERALS_FIRST: "name the organization and the repository before the first variable",
}


@rule(
    "VARIABLE_USAGE_TOO_PERMISSIVE",
    ERROR,
    summary="policy variable in a value that must be strict",
    on=ConditionBlock,
    security_severity=7.5,
    precision=Precision.MEDIUM,
)
def check(block: ConditionBlock) -> Iterator[Report]:
    if not block.operator.like or not knows_variables(block.policy):
        return
    for condition in block.conditions:
        kind = strictness(condition, spec())
        if kind is Strictness.FREE:
            continue
        for value in condition.values:
            if is_loose(value.value, kind, variable=True):
                yield report(value, message=f"`{value.value}` {_WHY[kind]}", help=_HELP[kind])

r"""A wildcard opens a value that must be strict.

Where a value says who may call, a wildcard in the wrong place lets strangers in:

* Accounts, organisations and networks (`aws:PrincipalAccount`, `aws:PrincipalOrgID`, `aws:ResourceAccount`,
  `aws:ResourceOrgID`, `aws:SourceAccount`, `aws:SourceOrgID`, `aws:SourceVpc`, `aws:SourceVpce`, `aws:VpceAccount`,
  `aws:VpceOrgID`) have nothing in common that a pattern could stand for: no wildcard belongs there.
* `aws:userid` is `unique-id:name`. A wildcard may stand right of the colon, or be all that is left of it.
* In the subject of a GitHub Actions token, each wildcard must have six literal characters in front of it, counted
  from the start or the wildcard before: `repo:*` is every repository there is.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*",
    "Condition": {"StringLike": {"aws:PrincipalOrgID": "o-*"}}
                                                       ^^^^^ `o-*` matches what belongs to others too
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
    "Condition": {"StringLike": {"aws:userid": ["AROA*:session", "*"]}}
                                                ^^^^^^^^^^^^^^^ `AROA*:session` leaves the identifier open
                                                                 ^^^ `*` leaves the identifier open
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringLike": {
        "token.actions.githubusercontent.com:sub": "repo:*"
                                                   ^^^^^^^^ `repo:*` has a wildcard after fewer than six literals
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
      "StringLike": {"aws:userid": ["AIDACKCEVSQ6C2EXAMPLE:*", "*:session"], "aws:PrincipalTag/team": "w*"}
    }
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:ref:refs/heads/*"}
    }
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
    report,
    rule,
    spec,
    strictness,
)

_WHY = {
    Strictness.EXACT: "matches what belongs to others too",
    Strictness.USER_ID: "leaves the identifier open",
    Strictness.LITERALS_FIRST: "has a wildcard after fewer than six literals",
}
_HELP = {
    Strictness.EXACT: "list the values that are meant",
    Strictness.USER_ID: "let the wildcard stand right of the colon, or alone left of it",
    Strictness.LITERALS_FIRST: "name the organization and the repository before the first wildcard",
}


@rule(
    "WILDCARD_USAGE_TOO_PERMISSIVE",
    ERROR,
    summary="wildcard in a value that must be strict",
    on=ConditionBlock,
    security_severity=8.0,
    precision=Precision.MEDIUM,
)
def check(block: ConditionBlock) -> Iterator[Report]:
    if not block.operator.like:
        return
    for condition in block.conditions:
        kind = strictness(condition, spec())
        if kind is Strictness.FREE:
            continue
        for value in condition.values:
            if is_loose(value.value, kind, variable=False):
                yield report(value, message=f"`{value.value}` {_WHY[kind]}", help=_HELP[kind])

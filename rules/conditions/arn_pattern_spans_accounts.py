r"""A condition on an ARN leaves the account open.

`arn:aws:iam::*:role/deployer` is the role of that name in every account of AWS, and anybody can make one in an account
of their own. Where the principal is `*` (or a service, for `aws:SourceArn`) and nothing else says whose account is
meant, a stranger passes. Write the account id, or add a condition on `aws:PrincipalAccount`, `aws:PrincipalOrgID`,
`aws:SourceAccount` or their like.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"}}
                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `arn:aws:iam::*:role/deployer` matches in every account
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "*"},
      "Action": "sts:AssumeRole",
      "Condition": {
        "StringLike": {
          "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/deployer", "arn:aws:iam::????????????:role/deployer"]
                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `arn:aws:iam::????????????:role/deployer` matches in every account
        }
      }
    }
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "sns.amazonaws.com"},
    "Action": "sqs:SendMessage",
    "Resource": "arn:aws:sqs:eu-west-1:111122223333:orders",
    "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:orders"}}
                                               ^^^^^^^^^^^^^^^^^^^^^^^^ `arn:aws:sns:*:*:orders` matches in every account
  }
}
```

The account is named, there or elsewhere:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/deployer-*"}}
    },
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"},
        "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"AWS": "111122223333"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"}}
    }
  ]
}
```

The name of a bucket is taken once in all accounts, so that its ARN needs none; and a Deny for a role in all accounts
is a guard:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": "s3.amazonaws.com"},
      "Action": "sqs:SendMessage",
      "Resource": "arn:aws:sqs:eu-west-1:111122223333:orders",
      "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:amzn-s3-demo-bucket"}}
    },
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "sqs:*",
      "Resource": "arn:aws:sqs:eu-west-1:111122223333:orders",
      "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/intern"}}
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SECURITY_WARNING,
    Arn,
    PolicyType,
    Report,
    Statement,
    guards,
    report,
    rule,
)

_KEYS = ("aws:principalarn", "aws:sourcearn")


def _spans_accounts(value: str) -> bool:
    """Whether the account of an ARN is nothing but wildcards."""
    arn = Arn.parse(value)
    if arn is None or arn.service == "s3" or "${" in value:
        return False
    return bool(arn.account) and not arn.account.strip("*?")


def _is_open_to(statement: Statement, key: str) -> bool:
    """Whether the statement names no account of callers beside the condition on a key."""
    for principal in statement.principals:
        if principal.kind in (None, "AWS") and principal.value == "*":
            return True
        if principal.kind == "Service" and key == "aws:sourcearn":
            return True
    return False


@rule(
    "ARN_PATTERN_SPANS_ACCOUNTS",
    SECURITY_WARNING,
    summary="condition on an ARN that leaves the account open",
    on=Statement,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
    aws=False,
    security_severity=7.0,
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not statement.conditions:
        return
    found = guards(statement)
    if len(found) != 1:  # none, or another one that narrows who gets in
        return
    [condition] = found
    if condition.key_name not in _KEYS or not condition.operator.like or not _is_open_to(statement, condition.key_name):
        return
    for value in condition.values:
        if _spans_accounts(value.value):
            yield report(
                value,
                message=f"`{value.value}` matches in every account",
                help="write the account id, or demand an account or organization in another condition",
            )

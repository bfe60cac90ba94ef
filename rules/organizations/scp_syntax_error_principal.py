r"""A service control policy names a principal.

Organizations refuses it: such a policy is about everybody in the accounts that it is attached to. To except a role,
use a condition on `aws:PrincipalArn`.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
                                               ^^^ `Principal` in a service control policy
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:DeleteBucket", "Resource": "*"}
                                       ^^^^^^^^^^^^^^^^^^^^^^^ `NotPrincipal` in a service control policy
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:DeleteBucket",
    "Resource": "*",
    "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}
  }
}
```

A resource control policy has a principal:

```json type=rcp
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Report, Statement, report, rule


@rule(
    "SCP_SYNTAX_ERROR_PRINCIPAL",
    ERROR,
    summary="service control policy names a principal",
    on=Statement,
    policy_types={PolicyType.SCP},
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Principal", "NotPrincipal"):
        element = statement.element(name)
        if element is not None:
            yield report(
                element,
                message=f"`{name}` in a service control policy",
                help=f"remove `{name}`; to except somebody, add a condition on `aws:PrincipalArn`",
            )

r"""A `NotAction` that leaves in the passing of every role.

Whoever may pass a role to a service has that service act with the role's permissions: who can start a function or an
instance with a role is as mighty as the role. An `Allow` with `NotAction` grants all that is not listed,
`iam:PassRole` among it, and so do later additions to AWS.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "s3:*",
                 ^^^^^^ `NotAction` leaves in the passing of every role to any service
    "Resource": "*"
                ^^^
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": ["iam:Get*", "iam:PassRoles"],
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `NotAction` leaves in the passing of every role to any service
    "Resource": ["arn:aws:iam::*:role/*"]
                 ^^^^^^^^^^^^^^^^^^^^^^^
  }
}
```

List what is allowed, or leave `iam:PassRole` out and grant it for certain roles elsewhere:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": ["iam:*", "s3:*"],
    "Resource": "*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "iam:P?ssRole",
    "Resource": "*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "s3:*",
    "Resource": "arn:aws:iam::111122223333:role/app"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    IDENTITY,
    SECURITY_WARNING,
    Report,
    Statement,
    every_role,
    is_pass_role_bound,
    leaving_in,
    report,
    rule,
)


@rule(
    "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    SECURITY_WARNING,
    summary="`NotAction` that leaves in the passing of every role",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=8.0,
    needs={"Action", "Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    excluded = leaving_in(statement, "iam:PassRole") if statement.allows else None
    if excluded is None:
        return
    resource = every_role(statement)
    if resource is not None and not is_pass_role_bound(statement):
        yield report(
            excluded,
            resource,
            message="`NotAction` leaves in the passing of every role to any service",
            help="list the allowed actions in `Action`, or add `iam:PassRole` to `NotAction`",
        )

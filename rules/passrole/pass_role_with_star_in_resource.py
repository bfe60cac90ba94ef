r"""A permission to pass every role.

Whoever may pass a role to a service has that service act with the role's permissions: who can start a function or an
instance with a role is as mighty as the role. With every role to choose from, the way to administrator is short.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["ec2:RunInstances", "iam:PassRole"],
                                   ^^^^^^^^^^^^^^ `*` allows passing every role to any service
    "Resource": "*"
                ^^^
  }
}
```

An ARN that covers all roles is no narrower, and a condition that is met without the key, or by any service, binds
nothing:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:passrole",
              ^^^^^^^^^^^^^^ `arn:aws:iam::111122223333:role/*` allows passing every role to any service
    "Resource": ["arn:aws:iam::111122223333:role/*"],
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "Condition": {"StringLike": {"iam:PassedToService": "*"}}
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:PassRole",
              ^^^^^^^^^^^^^^ `*` allows passing every role to any service
    "Resource": "*",
                ^^^
    "Condition": {"StringEqualsIfExists": {"iam:PassedToService": "ec2.amazonaws.com"}}
  }
}
```

Name the roles, or the service that they may be passed to:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:PassRole",
    "Resource": ["arn:aws:iam::111122223333:role/app", "arn:aws:iam::*:role/app-*"]
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:PassRole",
    "Resource": "*",
    "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:PassRole",
    "Resource": "*",
    "Condition": {"StringLike": {"iam:AssociatedResourceArn": "arn:aws:ssm:*:*:automation-definition/*"}}
  }
}
```

What a wildcard allows is for PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:*",
    "Resource": "*"
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
    naming,
    report,
    rule,
)


@rule(
    "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    SECURITY_WARNING,
    summary="permission to pass every role",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=8.0,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    resource = every_role(statement) if statement.allows else None
    if resource is None:
        return
    actions = naming(statement, "iam:PassRole")
    if actions and not is_pass_role_bound(statement):
        yield report(
            *actions,
            resource,
            message=f"`{resource.value}` allows passing every role to any service",
            help="name the roles, or the service that they are passed to in a condition on `iam:PassedToService`",
        )

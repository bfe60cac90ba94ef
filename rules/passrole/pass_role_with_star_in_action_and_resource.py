r"""A wildcard action that includes passing every role.

Whoever may pass a role to a service has that service act with the role's permissions: who can start a function or an
instance with a role is as mighty as the role. Whoever wrote `iam:*` may not have thought of `iam:PassRole`, which it
contains.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "*",
              ^^^ `*` includes passing every role to any service
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
    "Action": ["s3:*", "iam:P*"],
                       ^^^^^^^^ `iam:P*` includes passing every role to any service
    "Resource": ["arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/app"],
                 ^^^^^^^^^^^^^^^^^^^^^^^
    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
  }
}
```

Grant what is needed by name, and bind the passing of roles to some, or to a service:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:Get*", "iam:List*"],
    "Resource": "*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:*",
    "Resource": "arn:aws:iam::111122223333:role/app"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:Pass*",
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
    covering_by_wildcard,
    every_role,
    is_pass_role_bound,
    report,
    rule,
)


@rule(
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    SECURITY_WARNING,
    summary="wildcard action that includes passing every role",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=8.0,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    resource = every_role(statement) if statement.allows else None
    if resource is None:
        return
    actions = covering_by_wildcard(statement, "iam:PassRole")
    if actions and not is_pass_role_bound(statement):
        yield report(
            *actions,
            resource,
            message=f"`{actions[0].value}` includes passing every role to any service",
            help="allow the actions that are needed by name, and `iam:PassRole` for certain roles or services only",
        )

r"""A wildcard action that includes making service-linked roles for every service.

A service-linked role lets a service act in the account, with permissions that the service chose. Whoever wrote
`iam:Create*` may not have thought of `iam:CreateServiceLinkedRole`, which it contains.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "*",
              ^^^ `*` includes making service-linked roles for every service
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
    "Action": ["iam:Get*", "iam:Create*"],
                           ^^^^^^^^^^^^^ `iam:Create*` includes making service-linked roles for every service
    "Resource": ["*"],
                 ^^^
    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
  }
}
```

Grant what is needed by name, and bind the making of roles to services:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:Create*",
    "Resource": "*",
    "Condition": {"StringEquals": {"iam:AWSServiceName": "spot.amazonaws.com"}}
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:CreateRole", "iam:Get*"],
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
    "Resource": "arn:aws:iam::*:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    IDENTITY,
    WARNING,
    Report,
    Statement,
    covering_by_wildcard,
    every_resource,
    pins_service,
    report,
    rule,
)


@rule(
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
    WARNING,
    summary="wildcard action that includes making service-linked roles for every service",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=4.0,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    resource = every_resource(statement) if statement.allows else None
    if resource is None:
        return
    actions = covering_by_wildcard(statement, "iam:CreateServiceLinkedRole")
    if actions and not pins_service(statement, "iam:AWSServiceName"):
        yield report(
            *actions,
            resource,
            message=f"`{actions[0].value}` includes making service-linked roles for every service",
            help="allow actions by name, and `iam:CreateServiceLinkedRole` for certain services only",
        )

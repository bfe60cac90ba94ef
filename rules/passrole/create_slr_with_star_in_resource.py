r"""A permission to make service-linked roles for every service.

A service-linked role lets a service act in the account, with permissions that the service chose. With `*` for the
resource, any service can be let in.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:CreateServiceLinkedRole", "organizations:*"],
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `*` allows making service-linked roles for every service
    "Resource": "*"
                ^^^
  }
}
```

A pattern that begins with a wildcard may fit a service that nobody meant, so it binds nothing:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:CreateServiceLinkedRole",
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `*` allows making service-linked roles for every service
    "Resource": ["*"],
                 ^^^
    "Condition": {"StringLike": {"iam:AWSServiceName": "*lex.amazonaws.com"}}
  }
}
```

Name the service, in a condition on `iam:AWSServiceName` or in the role's ARN:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:CreateServiceLinkedRole",
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
    "Action": "iam:CreateServiceLinkedRole",
    "Resource": "arn:aws:iam::*:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:Create*",
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import IDENTITY, WARNING, Report, Statement, every_resource, naming, pins_service, report, rule


@rule(
    "CREATE_SLR_WITH_STAR_IN_RESOURCE",
    WARNING,
    summary="permission to make service-linked roles for every service",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=4.0,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    resource = every_resource(statement) if statement.allows else None
    if resource is None:
        return
    actions = naming(statement, "iam:CreateServiceLinkedRole")
    if actions and not pins_service(statement, "iam:AWSServiceName"):
        yield report(
            *actions,
            resource,
            message="`*` allows making service-linked roles for every service",
            help="name the service in a condition on `iam:AWSServiceName`, or the roles in `Resource`",
        )

r"""A `NotAction` that leaves in the making of service-linked roles for every service.

A service-linked role lets a service act in the account, with permissions that the service chose. An `Allow` with
`NotAction` grants all that is not listed, `iam:CreateServiceLinkedRole` among it.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "s3:*",
                 ^^^^^^ `NotAction` leaves in making service-linked roles for every service
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
    "NotAction": ["iam:CreateRole", "iam:PassRole"],
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `NotAction` leaves in making service-linked roles for every service
    "Resource": ["*"]
                 ^^^
  }
}
```

List what is allowed, or leave the action out:

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
    "NotAction": "iam:Create*",
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
    "Resource": "*",
    "Condition": {"StringEquals": {"iam:AWSServiceName": "spot.amazonaws.com"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import IDENTITY, WARNING, Report, Statement, every_resource, leaving_in, pins_service, report, rule


@rule(
    "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    WARNING,
    summary="`NotAction` that leaves in the making of service-linked roles for every service",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=4.0,
    needs={"Action", "Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    excluded = leaving_in(statement, "iam:CreateServiceLinkedRole") if statement.allows else None
    if excluded is None:
        return
    resource = every_resource(statement)
    if resource is not None and not pins_service(statement, "iam:AWSServiceName"):
        yield report(
            excluded,
            resource,
            message="`NotAction` leaves in making service-linked roles for every service",
            help="list the allowed actions in `Action`, or add `iam:CreateServiceLinkedRole` to `NotAction`",
        )

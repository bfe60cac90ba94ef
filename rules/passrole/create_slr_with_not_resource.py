r"""A permission to make all service-linked roles but some.

A service-linked role lets a service act in the account, with permissions that the service chose. `NotResource` allows
all that is not listed, so roles of services that nobody meant too.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:CreateServiceLinkedRole", "iam:GetRole"],
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `NotResource` allows making every service-linked role but the listed
    "NotResource": "arn:aws:iam::*:role/admin"
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:CreateServiceLinkedRole",
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `NotResource` allows making every service-linked role but the listed
    "NotResource": ["arn:aws:iam::*:role/admin"],
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "Condition": {"StringEquals": {"iam:AWSServiceName": "spot.amazonaws.com"}}
  }
}
```

Name the roles that may be made. A `Deny` may well use `NotResource`:

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
    "Effect": "Deny",
    "Action": "iam:CreateServiceLinkedRole",
    "NotResource": "arn:aws:iam::*:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import IDENTITY, WARNING, Report, Statement, naming, report, rule


@rule(
    "CREATE_SLR_WITH_NOT_RESOURCE",
    WARNING,
    summary="permission to make all service-linked roles but some",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=4.0,
    needs={"Resource"},
)
def check(statement: Statement) -> Iterator[Report]:
    excluded = statement.element("NotResource") if statement.allows and statement.not_resources else None
    if excluded is None:
        return
    actions = naming(statement, "iam:CreateServiceLinkedRole")
    if actions:
        yield report(
            *actions,
            excluded,
            message="`NotResource` allows making every service-linked role but the listed",
            help="name the roles that may be made in `Resource`",
        )

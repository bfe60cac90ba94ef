r"""A `NotAction` with `NotResource` that leaves in the making of service-linked roles.

A service-linked role lets a service act in the account, with permissions that the service chose. Such a statement
allows everything that neither list names, `iam:CreateServiceLinkedRole` among it.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "s3:*",
                 ^^^^^^ `NotAction` leaves in the making of every service-linked role but the listed
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
    "NotAction": ["iam:PassRole"],
                 ^^^^^^^^^^^^^^^^ `NotAction` leaves in the making of every service-linked role but the listed
    "NotResource": ["arn:aws:s3:::amzn-s3-demo-bucket/*"]
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  }
}
```

List what is allowed:

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
    "NotAction": "iam:*",
    "NotResource": "arn:aws:iam::*:role/admin"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import IDENTITY, WARNING, Report, Statement, leaving_in, report, rule


@rule(
    "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    WARNING,
    summary="`NotAction` with `NotResource` that leaves in the making of service-linked roles",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=4.0,
    needs={"Action", "Resource"},
)
def check(statement: Statement) -> Iterator[Report]:
    resources = statement.element("NotResource") if statement.allows and statement.not_resources else None
    if resources is None:
        return
    actions = leaving_in(statement, "iam:CreateServiceLinkedRole")
    if actions is not None:
        yield report(
            actions,
            resources,
            message="`NotAction` leaves in the making of every service-linked role but the listed",
            help="list the allowed actions in `Action`, and the roles that may be made in `Resource`",
        )

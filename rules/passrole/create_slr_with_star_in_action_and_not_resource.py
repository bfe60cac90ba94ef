r"""A wildcard action that includes making all service-linked roles but some.

A service-linked role lets a service act in the account, with permissions that the service chose. `NotResource` allows
all that is not listed, and the wildcard contains `iam:CreateServiceLinkedRole`.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:*",
              ^^^^^^^ `iam:*` includes making every service-linked role but the listed
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
    "Action": ["s3:*", "iam:Create*"],
                       ^^^^^^^^^^^^^ `iam:Create*` includes making every service-linked role but the listed
    "NotResource": ["arn:aws:iam::*:role/admin"]
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  }
}
```

Name the actions, and the roles that may be made:

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
    "Action": "s3:*",
    "NotResource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import IDENTITY, WARNING, Report, Statement, covering_by_wildcard, report, rule


@rule(
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    WARNING,
    summary="wildcard action that includes making all service-linked roles but some",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=4.0,
    needs={"Resource"},
)
def check(statement: Statement) -> Iterator[Report]:
    excluded = statement.element("NotResource") if statement.allows and statement.not_resources else None
    if excluded is None:
        return
    actions = covering_by_wildcard(statement, "iam:CreateServiceLinkedRole")
    if actions:
        yield report(
            *actions,
            excluded,
            message=f"`{actions[0].value}` includes making every service-linked role but the listed",
            help="allow the actions that are needed by name, and name the roles that may be made in `Resource`",
        )

r"""A `NotAction` with `NotResource` that leaves in the passing of roles.

Whoever may pass a role to a service has that service act with the role's permissions: who can start a function or an
instance with a role is as mighty as the role. Such a statement allows everything that neither list names:
`iam:PassRole` among the actions, and nearly every role.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "s3:*",
                 ^^^^^^ `NotAction` leaves in the passing of every role but the listed
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
    "NotAction": ["iam:Get*"],
                 ^^^^^^^^^^^^ `NotAction` leaves in the passing of every role but the listed
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
    "Action": "iam:PassRole",
    "Resource": "arn:aws:iam::111122223333:role/app",
    "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
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

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotAction": "s3:*",
    "NotResource": "arn:aws:iam::*:role/admin"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import IDENTITY, SECURITY_WARNING, Report, Statement, leaving_in, report, rule


@rule(
    "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    SECURITY_WARNING,
    summary="`NotAction` with `NotResource` that leaves in the passing of roles",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=8.0,
    needs={"Action", "Resource"},
)
def check(statement: Statement) -> Iterator[Report]:
    resources = statement.element("NotResource") if statement.allows and statement.not_resources else None
    if resources is None:
        return
    # A condition on the service does not help: AWS names only resources as the remedy here.
    actions = leaving_in(statement, "iam:PassRole")
    if actions is not None:
        yield report(
            actions,
            resources,
            message="`NotAction` leaves in the passing of every role but the listed",
            help="list the allowed actions in `Action`, and the roles that may be passed in `Resource`",
        )

r"""A permission to pass every role but some.

Whoever may pass a role to a service has that service act with the role's permissions: who can start a function or an
instance with a role is as mighty as the role. `NotResource` allows all that is not listed: roles of other names, and
those that are made tomorrow.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:GetRole", "iam:PassRole"],
                              ^^^^^^^^^^^^^^ `NotResource` allows passing every role but the listed
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
    "Action": "iam:PassRole",
              ^^^^^^^^^^^^^^ `NotResource` allows passing every role but the listed
    "NotResource": ["arn:aws:iam::*:role/admin"],
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
  }
}
```

Name the roles that may be passed. A `Deny` may well use `NotResource`:

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
    "Effect": "Deny",
    "Action": "iam:PassRole",
    "NotResource": "arn:aws:iam::111122223333:role/app"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:GetRole", "iam:ListRoles"],
    "NotResource": "arn:aws:iam::*:role/admin"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import IDENTITY, SECURITY_WARNING, Report, Statement, naming, report, rule


@rule(
    "PASS_ROLE_WITH_NOT_RESOURCE",
    SECURITY_WARNING,
    summary="permission to pass every role but some",
    on=Statement,
    policy_types=IDENTITY,
    security_severity=8.0,
    needs={"Resource"},
)
def check(statement: Statement) -> Iterator[Report]:
    excluded = statement.element("NotResource") if statement.allows and statement.not_resources else None
    if excluded is None:
        return
    # A condition on the service does not help: AWS names only resources as the remedy here.
    actions = naming(statement, "iam:PassRole")
    if actions:
        yield report(
            *actions,
            excluded,
            message="`NotResource` allows passing every role but the listed",
            help="name the roles that may be passed in `Resource`",
        )

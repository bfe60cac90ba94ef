r"""A wildcard action that includes passing every role but some.

Whoever may pass a role to a service has that service act with the role's permissions: who can start a function or an
instance with a role is as mighty as the role. `NotResource` allows all that is not listed, and the wildcard contains
`iam:PassRole`.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:*",
              ^^^^^^^ `iam:*` includes passing every role but the listed
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
    "Action": ["s3:*", "*"],
                       ^^^ `*` includes passing every role but the listed
    "NotResource": ["arn:aws:s3:::amzn-s3-demo-bucket/*"]
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  }
}
```

Name the actions, and the roles that may be passed:

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
    "Action": "s3:*",
    "NotResource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "iam:*",
    "NotResource": "arn:aws:iam::111122223333:role/app"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import IDENTITY, SECURITY_WARNING, Report, Statement, covering_by_wildcard, report, rule


@rule(
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    SECURITY_WARNING,
    summary="wildcard action that includes passing every role but some",
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
    actions = covering_by_wildcard(statement, "iam:PassRole")
    if actions:
        yield report(
            *actions,
            excluded,
            message=f"`{actions[0].value}` includes passing every role but the listed",
            help="allow the actions that are needed by name, and name the roles that may be passed in `Resource`",
        )

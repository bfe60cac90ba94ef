r"""A resource control policy has `NotAction`.

Organizations refuses it: such a policy names the actions that it is about.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": "*"}
                                                                 ^^^^^^^^^^^^^^ `NotAction` in a resource control policy
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"},
    {"Effect": "Deny", "Principal": "*", "NotAction": ["s3:Get*", "s3:List*"], "Resource": "*"}
                                                      ^^^^^^^^^^^^^^^^^^^^^^^ `NotAction` in a resource control policy
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "Principal": "*", "Action": ["s3:Put*", "s3:Delete*"], "Resource": "*"}
}
```

```json type=scp
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Report, Statement, report, rule


@rule(
    "RCP_SYNTAX_ERROR_NOTACTION",
    ERROR,
    summary="resource control policy has `NotAction`",
    on=Statement,
    policy_types={PolicyType.RCP},
)
def check(statement: Statement) -> Iterator[Report]:
    element = statement.element("NotAction")
    if element is not None:
        yield report(
            element,
            message="`NotAction` in a resource control policy",
            help="name the actions in `Action`",
        )

r"""A resource control policy names an action that it does not reach.

Organizations refuses it. Resource control policies work for some services only (Amazon S3, AWS KMS, Amazon SQS, AWS STS
and others), and every action names its service: `*` alone is for the policy that AWS attaches by itself.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "ec2:*"], "Resource": "*"}
                                                                       ^^^^^^^ `ec2` knows no resource control policies
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"},
                                                   ^^^ `*` in a resource control policy names no service
    {"Effect": "Deny", "Principal": "*", "Action": "iam*:Get*", "Resource": "*"}
                                                   ^^^^^^^^^^^ `iam*` knows no resource control policies
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "Principal": "*", "Action": ["S3:Get*", "sts:*", "kms:Decrypt"], "Resource": "*"}
}
```

The statement that AWS attaches by itself:

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ActionPattern, PolicyType, Report, matches, report, rule, spec


@rule(
    "RCP_SYNTAX_ERROR_ACTION",
    ERROR,
    summary="resource control policy names an action that it does not reach",
    on=ActionPattern,
    policy_types={PolicyType.RCP},
    needs={"Effect"},
)
def check(action: ActionPattern) -> Iterator[Report]:
    if action.element != "Action" or "${" in action.value:
        return
    if action.value and not action.value.strip("*"):
        if not action.statement.allows:
            yield report(
                action,
                message=f"`{action.value}` in a resource control policy names no service",
                help="name the actions with their service, such as `s3:*`",
            )
    elif action.service and not _is_reached(action.service):
        yield report(
            action,
            message=f"`{action.value.partition(':')[0]}` knows no resource control policies",
            help="remove the action, or deny it by a service control policy",
        )


def _is_reached(service: str) -> bool:
    reached = spec().rcp_services
    if "*" in service or "?" in service:
        return any(matches(service, name) for name in reached)
    return service in reached

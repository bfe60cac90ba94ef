r"""An Allow names whom it is not for, and so is for everybody else.

A negated operator excludes the values that it names, and holds for all others and for requests that do not carry the
key. On keys that say who calls or from where, that is everybody but one: an Allow for all networks but an office's.
Name the callers that are meant. What must be kept out belongs into a Deny.

This is an opinion: beside a `Principal` that is narrow, excluding a few may be what is wanted.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "444455556666"}}
                                                              ^^^^^^^^^^^^^^ every other `aws:PrincipalAccount` is allowed, and requests without one
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
                                                     ^^^^^^^^^^^^^^^^ every other `aws:SourceIp` is allowed, and requests without one
    }
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {
        "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
        "StringNotEquals": {"aws:PrincipalAccount": "444455556666"}
      }
    },
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-11112222"}}
    }
  ]
}
```

Keys that say nothing of the caller:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:StopInstances",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:ResourceTag/stage": "production"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Condition, Persona, Report, Statement, guards, is_guard, report, rule


@rule(
    "NEGATED_OPERATOR_IN_ALLOW",
    WARNING,
    summary="everybody but those named is allowed",
    on=Statement,
    aws=False,
    security_severity=4.5,
    persona=Persona.PEDANTIC,
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not statement.conditions:
        return
    excluding = [condition for condition in statement.conditions if _excludes(condition)]
    if excluding and not guards(statement):
        for condition in excluding:
            yield report(
                condition,
                message=f"every other `{condition.key}` is allowed, and requests without one",
                help="name what is allowed, and put what must be kept out into a Deny",
            )


def _excludes(condition: Condition) -> bool:
    operator = condition.operator
    return operator.negated and operator.qualifier != "ForAnyValue" and is_guard(condition) and bool(condition.values)

r"""A resource control policy denies services that call on nobody's behalf.

`aws:SourceOrgID` and the keys like it are in a request only if the service calls on behalf of somebody's resource. Some
calls of services are not of that kind, and a statement that denies whatever does not come from the right source denies
those too. Ask for the key to be there: `"Null": {"aws:SourceAccount": "false"}`, or the same with `aws:SourceArn`.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {
      "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
                                  ^^^^^^^^^^^^^^^^^ `aws:SourceOrgID` denies requests without it too
      "BoolIfExists": {"aws:PrincipalIsAWSService": "true"}
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sqs:SendMessage",
    "Resource": "*",
    "Condition": {
      "StringNotEquals": {"aws:SourceAccount": "111122223333"},
                          ^^^^^^^^^^^^^^^^^^^ `aws:SourceAccount` denies requests without it too
      "Bool": {"aws:PrincipalIsAWSService": "true"},
      "Null": {"aws:SourceAccount": "true"}
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {
      "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
      "BoolIfExists": {"aws:PrincipalIsAWSService": "true"},
      "Null": {"aws:SourceArn": "false"}
    }
  }
}
```

A condition that needs the key reaches nobody without it:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    WARNING,
    PolicyType,
    Precision,
    Report,
    Statement,
    report,
    requires_key,
    rule,
    source_conditions,
)


# That conditions which need the key do not count is a guess, made because the finding would be wrong there.
@rule(
    "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
    WARNING,
    summary="resource control policy denies services that call on nobody's behalf",
    on=Statement,
    policy_types={PolicyType.RCP},
    precision=Precision.MEDIUM,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.denies:
        return
    uses = source_conditions(statement)
    if uses and not requires_key(statement, "aws:SourceAccount", "aws:SourceArn"):
        yield report(
            *(condition.place.key for condition in uses),
            message=f"`{uses[0].key}` denies requests without it too",
            help="add the operator `Null` with `false` for `aws:SourceAccount` to the condition",
        )

r"""A resource control policy asks everybody for what only AWS services can tell.

`aws:SourceOrgID`, `aws:SourceOrgPaths`, `aws:SourceAccount` and `aws:SourceArn` say on whose behalf a service calls;
requests of people and roles have none of them. A statement that denies whatever does not come from the right source
denies those people and roles too, unless it asks for service principals:
`"BoolIfExists": {"aws:PrincipalIsAWSService": "true"}`.

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
                                  ^^^^^^^^^^^^^^^^^ `aws:SourceOrgID` denies people and roles too
      "Null": {"aws:SourceAccount": "false"}
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
                          ^^^^^^^^^^^^^^^^^^^ `aws:SourceAccount` denies people and roles too
      "ArnNotLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}
                     ^^^^^^^^^^^^^^^
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
      "Null": {"aws:SourceAccount": "false"},
      "Bool": {"aws:PrincipalIsAWSService": "true"}
    }
  }
}
```

Asking whether the key is there is no use of it, nor does a condition that needs it reach anybody without it:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {"Null": {"aws:SourceAccount": "true"}, "Bool": {"aws:SecureTransport": "false"}}
    },
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}
    }
  ]
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
    asks_whether_caller_is_service,
    report,
    rule,
    source_conditions,
)


# That conditions which need the key do not count is a guess, made because the finding would be wrong there.
@rule(
    "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
    WARNING,
    summary="resource control policy asks everybody for what only AWS services can tell",
    on=Statement,
    policy_types={PolicyType.RCP},
    precision=Precision.MEDIUM,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.denies:
        return
    uses = source_conditions(statement)
    if uses and not asks_whether_caller_is_service(statement, True):
        yield report(
            *(condition.place.key for condition in uses),
            message=f"`{uses[0].key}` denies people and roles too",
            help="add the operator `BoolIfExists` with `true` for `aws:PrincipalIsAWSService` to the condition",
        )

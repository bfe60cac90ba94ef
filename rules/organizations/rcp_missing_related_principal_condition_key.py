r"""A resource control policy denies AWS services along with strangers.

A statement that denies everybody whose `aws:PrincipalOrgID` (or account, ARN, tag …) is not the right one denies the
service principals of AWS too: they have none. Logs, backups and notifications that services write into your resources
stop. Spare them by `"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}` in the same statement.

The rule looks at conditions that hold for requests without the key: negated ones, those with `IfExists` or
`ForAllValues`. A statement that holds only for callers with such a key spares services by itself.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {
      "StringNotEqualsIfExists": {
        "aws:PrincipalOrgID": "o-a1b2c3d4e5",
        ^^^^^^^^^^^^^^^^^^^^ `aws:PrincipalOrgID` denies AWS services too
        "aws:PrincipalAccount": "111122223333"
        ^^^^^^^^^^^^^^^^^^^^^^
      }
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
    "Action": "kms:ScheduleKeyDeletion",
    "Resource": "*",
    "Condition": {
      "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"},
                     ^^^^^^^^^^^^^^^^^^ `aws:PrincipalArn` denies AWS services too
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
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {
      "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
      "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    },
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {
        "StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app-*"}
      }
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    WARNING,
    Condition,
    PolicyType,
    Precision,
    Report,
    Statement,
    asks_whether_caller_is_service,
    holds_without_key,
    report,
    requires_key,
    rule,
)

#: Properties that requests of service principals lack, by the IAM User Guide, reference_policies_condition-keys.
_KEYS = ("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn")
_TAGS = "aws:principaltag/"


# AWS documents the check in one sentence; that conditions which need the key do not count is a guess, made because
# the finding would be wrong there.
@rule(
    "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
    WARNING,
    summary="resource control policy denies AWS services along with strangers",
    on=Statement,
    policy_types={PolicyType.RCP},
    precision=Precision.MEDIUM,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.denies:
        return
    conditions = [condition for condition in statement.conditions if _is_about_principal(condition)]
    if not conditions or asks_whether_caller_is_service(statement, False):
        return
    uses = [condition for condition in conditions if condition.operator.known and condition.operator.family != "Null"]
    if not uses or not all(holds_without_key(condition) for condition in uses):
        return
    if requires_key(statement, *(condition.key_name for condition in conditions)):
        return
    yield report(
        *(condition.place.key for condition in uses),
        message=f"`{uses[0].key}` denies AWS services too",
        help="add the operator `BoolIfExists` with `false` for `aws:PrincipalIsAWSService` to the condition",
    )


def _is_about_principal(condition: Condition) -> bool:
    return condition.key_name in _KEYS or condition.key_name.startswith(_TAGS)

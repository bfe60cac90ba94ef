r"""A statement limits the attributes that may be read, but not how they are asked for.

`dynamodb:Attributes` holds the attributes that a request names. A request that names none gets all of them, unless
`dynamodb:Select` demands `SPECIFIC_ATTRIBUTES`. Only an `Allow` of a reading action is looked at.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "dynamodb:Query",
    "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/Books",
    "Condition": {
      "ForAllValues:StringEquals": {
        "dynamodb:Attributes": ["Isbn", "Title"]
        ^^^^^^^^^^^^^^^^^^^^^ a request that names no attributes gets all of them, whatever `dynamodb:Attributes` says
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": [
      "dynamodb:Get*",
      "dynamodb:PutItem"
    ],
    "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/Books",
    "Condition": {
      "ForAllValues:StringEquals": {
        "dynamodb:Attributes": "Isbn"
        ^^^^^^^^^^^^^^^^^^^^^ a request that names no attributes gets all of them, whatever `dynamodb:Attributes` says
      },
      "StringEquals": {
        "dynamodb:Select": "ALL_ATTRIBUTES"
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "dynamodb:Query",
    "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/Books",
    "Condition": {
      "ForAllValues:StringEquals": {"dynamodb:Attributes": ["Isbn", "Title"]},
      "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}
    }
  }
}
```

Actions that write take no `Select`:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "dynamodb:PutItem",
    "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/Books",
    "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["Isbn", "Title"]}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, Condition, PolicyType, Report, Statement, report, rule, spec


def _selects(statement: Statement) -> bool:
    """Whether the statement demands single attributes. DynamoDB's own examples do so with `IfExists`."""
    return any(
        condition.operator.name == "StringEquals"
        and bool(condition.values)
        and all(value.value == "SPECIFIC_ATTRIBUTES" for value in condition.values)
        for condition in statement.conditions_on("dynamodb:Select")
    )


def _reads(statement: Statement) -> bool:
    """Whether one of the actions takes a `Select`; a guess, as AWS says nothing of actions."""
    return any(
        "dynamodb:select" in spec().keys_of_action(action)
        for pattern in statement.actions
        if pattern.service == "dynamodb" or pattern.value == "*"
        for action in spec().expand("dynamodb:*" if pattern.value == "*" else pattern.value)
    )


@rule(
    "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
    SECURITY_WARNING,
    summary="attributes limited without `dynamodb:Select`",
    on=Condition,
    policy_types=[PolicyType.IDENTITY, PolicyType.RESOURCE],
    security_severity=5.5,
)
def check(condition: Condition) -> Iterator[Report]:
    if condition.key_name != "dynamodb:attributes" or condition.operator.family != "String":
        return
    statement = condition.statement
    if statement.allows and not _selects(statement) and _reads(statement):
        yield report(
            condition.place.key,
            message=f"a request that names no attributes gets all of them, whatever `{condition.key}` says",
            help="add the operator `StringEquals` with `SPECIFIC_ATTRIBUTES` for `dynamodb:Select`",
        )

r"""`ForAllValues` guards an Allow that requests without the key pass.

`ForAllValues` holds if no value of the request fails to match, and so it holds where there is no value at all: an
Allow that is meant for requests with certain tag keys allows those without any tags, too. Ask beside it that the key
be there: `Null` with `false`, or a condition that demands a value of the key.

Nothing is said where every request carries the key: none tags a resource without tag keys, and none reads an item of
DynamoDB without its own.

This is an opinion: where requests without the key are welcome, the condition is right as it is.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:RunInstances",
    "Resource": "*",
    "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]}}
                                                ^^^^^^^^^^^^^ requests without `aws:TagKeys` are allowed, too
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "dynamodb:Scan",
      "Resource": "*",
      "Condition": {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": "user-*"},
                                    ^^^^^^^^^^^^^^^^^^^^^^ requests without `dynamodb:LeadingKeys` are allowed, too
        "Null": {"dynamodb:LeadingKeys": "true"}
      }
    }
  ]
}
```

The key is demanded:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ec2:CreateTags",
      "Resource": "*",
      "Condition": {
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]},
        "Null": {"aws:tagkeys": "false"}
      }
    },
    {
      "Effect": "Allow",
      "Action": "ec2:CreateTags",
      "Resource": "*",
      "Condition": {
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]},
        "StringEquals": {"aws:RequestTag/team": "web"}
      }
    }
  ]
}
```

A Deny, a negated operator, and a key with one value, which another check is for:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "ec2:CreateTags",
      "Resource": "*",
      "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}
    },
    {
      "Effect": "Allow",
      "Action": "ec2:CreateTags",
      "Resource": "*",
      "Condition": {"ForAllValues:StringNotEquals": {"aws:TagKeys": "owner"}}
    },
    {
      "Effect": "Allow",
      "Action": "ec2:CreateTags",
      "Resource": "*",
      "Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    }
  ]
}
```

No request comes without it:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"],
      "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
      "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${cognito-identity.amazonaws.com:sub}"}}
    },
    {
      "Effect": "Allow",
      "Action": ["ec2:CreateTags", "ecs:UntagResource"],
      "Resource": "*",
      "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]}}
    },
    {
      "Effect": "Allow",
      "Action": "kms:CreateGrant",
      "Resource": "*",
      "Condition": {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "Encrypt"]}}
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    WARNING,
    Condition,
    Persona,
    Report,
    Statement,
    demands_key,
    facts,
    matches,
    report,
    rule,
    spec,
)

_TAG_KEYS = "aws:tagkeys"
_REQUEST_TAG = "aws:requesttag/"


@rule(
    "FORALLVALUES_WITHOUT_NULL_CHECK",
    WARNING,
    summary="`ForAllValues` in an Allow that holds without the key",
    on=Statement,
    aws=False,
    persona=Persona.PEDANTIC,
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows:
        return
    passing = [condition for condition in statement.conditions if _holds_without_values(condition)]
    if not passing:
        return
    demanded = {condition.key_name for condition in statement.conditions if demands_key(condition)}
    if any(name.startswith(_REQUEST_TAG) for name in demanded):
        demanded.add(_TAG_KEYS)  # a tag in the request is one of its tag keys
    for condition in passing:
        if condition.key_name not in demanded and not _is_always_sent(condition.key_name, statement):
            yield report(
                condition.place.key,
                message=f"requests without `{condition.key}` are allowed, too",
                help=f"add the operator `Null` with `false` for `{condition.key}` if the key must be there",
            )


def _holds_without_values(condition: Condition) -> bool:
    operator = condition.operator
    if operator.qualifier != "ForAllValues" or operator.negated or operator.family in ("", "Null"):
        return False
    key = spec().condition_key(condition.key)
    return key is not None and key.multivalued


def _is_always_sent(key_name: str, statement: Statement) -> bool:
    """Whether no request for any of the statement's actions comes without a key."""
    senders = facts("facts/conditions")["always_sent"]["keys"].get(key_name, ())
    return bool(senders and statement.actions) and all(
        not action.has_wildcard and any(matches(sender, action.value.lower()) for sender in senders)
        for action in statement.actions
    )

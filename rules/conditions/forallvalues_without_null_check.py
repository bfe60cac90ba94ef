r"""`ForAllValues` guards an Allow that requests without the key pass.

`ForAllValues` holds if no value of the request fails to match, and so it holds where there is no value at all: an
Allow that is meant for requests with certain tag keys allows those without any tags, too. Ask beside it that the key
be there: `Null` with `false`, or a condition that demands a value of the key.

This is an opinion: where requests without the key are welcome, the condition is right as it is.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
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
      "Action": "dynamodb:GetItem",
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
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Condition, Persona, Report, demands_key, report, rule, spec

_TAG_KEYS = "aws:tagkeys"


def _is_demanded(condition: Condition) -> bool:
    """Whether another condition holds only for requests with the key; a tag in the request is one of its tag keys."""
    return any(
        other.key_name == condition.key_name
        or (condition.key_name == _TAG_KEYS and other.key_name.startswith("aws:requesttag/"))
        for other in condition.statement.conditions
        if other is not condition and demands_key(other)
    )


@rule(
    "FORALLVALUES_WITHOUT_NULL_CHECK",
    WARNING,
    summary="`ForAllValues` in an Allow that holds without the key",
    on=Condition,
    aws=False,
    persona=Persona.PEDANTIC,
)
def check(condition: Condition) -> Iterator[Report]:
    operator = condition.operator
    if operator.qualifier != "ForAllValues" or operator.negated or operator.family in ("", "Null"):
        return
    if not condition.statement.allows:
        return
    key = spec().condition_key(condition.key)
    if key is not None and key.multivalued and not _is_demanded(condition):
        yield report(
            condition.place.key,
            message=f"requests without `{condition.key}` are allowed, too",
            help=f'add `"Null": {{"{condition.key}": "false"}}` if the key must be there',
        )

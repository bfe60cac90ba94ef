r"""A role asks for an external ID, and takes any.

An external ID is what a third party and you have agreed on, so that no other customer of theirs can have them use your
role. Where `*` stands in its place, or only its presence is tested, a made-up one will do: the policy looks guarded
and is not.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "444455556666"},
    "Action": "sts:AssumeRole",
    "Condition": {
      "StringLike": {"sts:ExternalId": "*"}
                                       ^^^ `*` accepts any external ID
    }
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
      "Action": "sts:AssumeRole",
      "Condition": {
        "StringLike": {"sts:ExternalId": ["agreed-11112222", "?*"]}
                                                             ^^^^ `?*` accepts any external ID
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
      "Action": "sts:AssumeRole",
      "Condition": {
        "Null": {"STS:externalId": "false"}
                                   ^^^^^^^ any external ID is accepted as long as there is one
      }
    }
  ]
}
```

Name the one that was agreed on:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "444455556666"},
    "Action": "sts:AssumeRole",
    "Condition": {
      "StringEquals": {"sts:ExternalId": "agreed-11112222"},
      "Null": {"sts:ExternalId": "false"}
    }
  }
}
```

Without a wildcard operator a star is a star, and a Deny without an external ID is a guard:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "444455556666"},
      "Action": "sts:AssumeRole",
      "Condition": {
        "StringEquals": {"sts:ExternalId": "*"}
      }
    },
    {
      "Effect": "Deny",
      "Principal": {"AWS": "*"},
      "Action": "sts:AssumeRole",
      "Condition": {
        "Null": {"sts:ExternalId": "true"}
      }
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SECURITY_WARNING,
    PolicyType,
    Report,
    Statement,
    is_open,
    is_positive,
    report,
    rule,
)


@rule(
    "EXTERNAL_ID_MATCHES_ANYTHING",
    SECURITY_WARNING,
    summary="external ID that may be anything",
    on=Statement,
    policy_types={PolicyType.TRUST},
    aws=False,
    security_severity=7.0,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not statement.conditions:
        return
    conditions = statement.conditions_on("sts:ExternalId")
    asked = [condition for condition in conditions if is_positive(condition)]
    # all conditions must hold, so that one which names external IDs is enough
    if any(not any(is_open(value, condition) for value in condition.values) for condition in asked):
        return
    for condition in conditions:
        for value in condition.values:
            if is_positive(condition) and is_open(value, condition):
                message = f"`{value.value}` accepts any external ID"
            elif not asked and condition.operator.family == "Null" and value.value.lower() == "false":
                message = "any external ID is accepted as long as there is one"
            else:
                continue
            yield report(value, message=message, help="name the external ID that was agreed on with the third party")

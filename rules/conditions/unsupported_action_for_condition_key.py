r"""A condition key is used with an action whose requests never carry it.

The statement then does nothing for that action: `kms:DescribeKey` takes no encryption context, so that a condition on
one never holds for it, and the action is missing where it was meant to be allowed. Only keys for which the mistake is
usual are looked at, and only actions that are named without a wildcard. `…IfExists` and `Null` are made for keys that
may be missing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["kms:Decrypt", "kms:DescribeKey"],
                              ^^^^^^^^^^^^^^^^^ `kms:DescribeKey` does not support `kms:EncryptionContext:app`
    "Resource": "arn:aws:kms:us-east-1:111122223333:key/*",
    "Condition": {"StringEquals": {"kms:EncryptionContext:app": "web"}}
                                                                ^^^^^
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:ListBucketMultipartUploads", "s3:ListBucket"],
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `s3:ListBucketMultipartUploads` does not support `s3:prefix`
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {"StringLike": {"s3:prefix": ["home/", "home/*"]}}
                                              ^^^^^^^^^^^^^^^^^^^
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "cognito-identity.amazonaws.com"
    },
    "Action": [
      "sts:AssumeRoleWithWebIdentity",
      "sts:TagSession"
      ^^^^^^^^^^^^^^^^ `sts:TagSession` does not support `cognito-identity.amazonaws.com:aud`
    ],
    "Condition": {
      "StringEquals": {
        "cognito-identity.amazonaws.com:aud": "us-east-1:12345678-abcd-abcd-abcd-123456790ab"
                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      }
    }
  }
}
```

Give the action a statement of its own:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "kms:Decrypt",
      "Resource": "*",
      "Condition": {"StringEquals": {"kms:EncryptionContext:app": "web"}}
    },
    {"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*"}
  ]
}
```

Wildcards take in what supports the key:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["kms:*", "s3:ListBucket*"],
    "Resource": "*",
    "Condition": {"StringEquals": {"kms:EncryptionContext:app": "web"}}
  }
}
```
"""

from collections.abc import Iterator
from functools import cache

from iamscope.rules import (
    ERROR,
    ActionPattern,
    Condition,
    PolicyType,
    Precision,
    Report,
    Statement,
    facts,
    report,
    rule,
    spec,
)


@cache
def _listed() -> tuple[frozenset[str], tuple[str, ...]]:
    listed = facts("facts/conditions")["unsupported_actions"]
    return frozenset(listed["keys"]), tuple(listed["families"])


def _judged(condition: Condition) -> bool:
    if condition.operator.family in ("", "Null") or condition.operator.if_exists:
        return False
    keys, families = _listed()
    name = condition.key_name
    if name in keys or name.startswith(families):
        return True
    # a claim of an identity provider
    return condition.policy.policy_type is PolicyType.TRUST and "." in name.partition(":")[0]


def _unsupported(pattern: ActionPattern, key: str) -> bool:
    """Whether a pattern is one action that does not send the key (by its documented name in lower case)."""
    if pattern.has_wildcard:
        return False
    prefix = key.partition(":")[0]
    if "." in prefix:  # the other actions of STS are the very ones that identity providers are for
        if pattern.value.lower() != "sts:tagsession":
            return False
    elif pattern.service != prefix:
        return False
    action = spec().action(pattern.value)
    return action is not None and not action.undocumented and key not in spec().keys_of_action(action)


@rule(
    "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
    ERROR,
    summary="condition key that an action does not send",
    on=Statement,
    precision=Precision.MEDIUM,
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.conditions or not statement.actions:
        return
    done = set()
    for condition in statement.conditions:
        if condition.key_name in done or not _judged(condition):
            continue
        done.add(condition.key_name)
        key = spec().condition_key(condition.key)
        if key is None:
            continue
        actions = [pattern for pattern in statement.actions if _unsupported(pattern, key.name.lower())]
        if actions:
            names = ", ".join(f"`{action.value}`" for action in actions)
            yield report(
                *actions,
                condition.place,
                message=f"{names} {'does' if len(actions) == 1 else 'do'} not support `{condition.key}`",
                help="move the action to a statement without this condition",
            )

r"""A trust policy asks for a parameter that it does not let the caller set.

To pass a source identity to `sts:AssumeRole`, the caller needs `sts:SetSourceIdentity`, and to pass session tags
`sts:TagSession`, both in the role's trust policy. A condition that demands the parameter without the action can never
be met. Only an `Allow` that demands a value is looked at, and not `…IfExists` or `Null`.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "sts:AssumeRole",
    "Condition": {
      "StringEquals": {
        "sts:SourceIdentity": "alice"
        ^^^^^^^^^^^^^^^^^^^^ `sts:SourceIdentity` is set by `sts:SetSourceIdentity`, which the statement does not allow
      }
    }
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": [
      "sts:AssumeRole",
      "sts:SetSourceIdentity"
    ],
    "Condition": {
      "StringEquals": {
        "aws:RequestTag/team": "web"
        ^^^^^^^^^^^^^^^^^^^^^ `aws:RequestTag/team` is set by `sts:TagSession`, which the statement does not allow
      },
      "ForAllValues:StringEquals": {
        "sts:TransitiveTagKeys": "team"
      }
    }
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
    "Condition": {"StringEquals": {"sts:SourceIdentity": "alice"}}
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "sts:*",
    "Condition": {"StringLike": {"aws:RequestTag/team": "web*"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Condition, PolicyType, Precision, Report, facts, matches, report, rule


def _needed(key: str) -> str | None:
    # AWS's page names neither keys nor actions: these are the parameters of AssumeRole with actions of their own
    listed = facts("facts/conditions")["required_actions"]
    found: str | None = listed["keys"].get(key)
    if found is None:
        found = next((action for start, action in listed["families"].items() if key.startswith(start)), None)
    return found


@rule(
    "MISSING_ACTION_FOR_CONDITION_KEY",
    ERROR,
    summary="trust policy demands what it does not let the caller set",
    on=Condition,
    policy_types=[PolicyType.TRUST],
    precision=Precision.MEDIUM,
)
def check(condition: Condition) -> Iterator[Report]:
    statement, operator = condition.statement, condition.operator
    if operator.family in ("", "Null") or operator.negated or operator.if_exists:
        return
    # `ForAllValues` holds without any value, so that nothing is demanded
    if not statement.allows or not statement.actions or operator.qualifier == "ForAllValues":
        return
    action = _needed(condition.key_name)
    if action is None or any(matches(pattern.value.lower(), action.lower()) for pattern in statement.actions):
        return
    yield report(
        condition.place.key,
        message=f"`{condition.key}` is set by `{action}`, which the statement does not allow",
        help=f"add `{action}` to the actions",
        related=[statement.element("Action")],
    )

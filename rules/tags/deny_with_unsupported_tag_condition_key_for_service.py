r"""Actions are denied by the tags of a resource that they never see.

`aws:ResourceTag/…` is only there in requests of actions that act on a resource with tags, and say so to IAM. For any
other action the condition does not hold: the Deny never applies, and what it was meant to protect stays open. AWS's
list of actions says which these are; actions that tag what they create are left alone, and so are wildcards that
match any action with tags.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "logs:PutResourcePolicy",
              ^^^^^^^^^^^^^^^^^^^^^^^^ `logs:PutResourcePolicy` never sees `aws:ResourceTag/class`, so that nothing is denied
    "Resource": "*",
    "Condition": {
      "StringEquals": {"aws:ResourceTag/class": "secret"}
                       ^^^^^^^^^^^^^^^^^^^^^^^
    }
  }
}
```

```json type=scp
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": ["logs:DeleteLogGroup", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"],
                                        ^^^^^^^^^^^^^^^^^^^^^^^^ 2 actions of `logs` never see `aws:ResourceTag/class`, so that nothing is denied
                                        ^^^^^^^^^^^^^^^^^^^^^^^^ 2 actions of `logs` never see `aws:ResourceTag/team`, so that nothing is denied
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      "Resource": "*",
      "Condition": {
        "StringEquals": {"aws:ResourceTag/class": "secret"},
                         ^^^^^^^^^^^^^^^^^^^^^^^
        "StringLike": {"aws:ResourceTag/team": "web-*"}
                       ^^^^^^^^^^^^^^^^^^^^^^
      }
    }
  ]
}
```

Deny such actions by something that they do see, such as the ARN of the resource or the tags of the caller:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "logs:DeleteLogGroup",
      "Resource": "*",
      "Condition": {
        "StringEquals": {"aws:ResourceTag/class": "secret"}
      }
    },
    {
      "Effect": "Deny",
      "Action": "logs:PutResourcePolicy",
      "Resource": "*",
      "Condition": {
        "StringNotEquals": {"aws:PrincipalTag/team": "security"}
      }
    }
  ]
}
```

A negated operator holds without the tag, so that the Deny applies:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": ["logs:PutResourcePolicy", "logs:*"],
    "Resource": "*",
    "Condition": {
      "StringNotEquals": {"aws:ResourceTag/class": "public"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SECURITY_WARNING,
    PolicyType,
    Report,
    Statement,
    report,
    rule,
    spec,
    unseen_tags,
)


@rule(
    "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    SECURITY_WARNING,
    summary="action denied by tags that it never sees",
    on=Statement,
    policy_types={PolicyType.IDENTITY, PolicyType.RESOURCE, PolicyType.SCP, PolicyType.RCP},
    security_severity=6.0,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.denies or not statement.conditions:
        return
    for unseen in unseen_tags(statement, spec):
        yield report(
            *unseen.actions,
            unseen.condition.place.key,
            message=f"{unseen.subject} `{unseen.condition.key}`, so that nothing is denied",
            help="deny the actions by something else, such as the resource's ARN or `aws:PrincipalTag`",
        )

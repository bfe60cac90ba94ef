r"""Actions are allowed by the tags of a resource that they never see.

`aws:ResourceTag/…` is only there in requests of actions that act on a resource with tags, and say so to IAM. For any
other action the condition does not hold, and the statement does not allow it at all. AWS's list of actions says which
these are; actions that tag what they create are left alone, and so are wildcards that match any action with tags.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "logs:PutResourcePolicy",
              ^^^^^^^^^^^^^^^^^^^^^^^^ `logs:PutResourcePolicy` never sees `aws:ResourceTag/team`, so that nothing is allowed
    "Resource": "*",
    "Condition": {
      "StringEquals": {"aws:ResourceTag/team": "web"}
                       ^^^^^^^^^^^^^^^^^^^^^^
    }
  }
}
```

Each service makes a finding of its own:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["logs:DescribeResourcePolicies", "ec2:StopInstances", "s3:ListAllMyBuckets", "logs:PutResourcePolicy"],
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 2 actions of `logs` never see `aws:ResourceTag/team`, so that nothing is allowed
                                                                       ^^^^^^^^^^^^^^^^^^^^^ `s3:ListAllMyBuckets` never sees `aws:ResourceTag/team`, so that nothing is allowed
                                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^
      "Resource": "*",
      "Condition": {
        "StringLike": {"aws:ResourceTag/team": ["web", "app-*"]}
                       ^^^^^^^^^^^^^^^^^^^^^^
                       ^^^^^^^^^^^^^^^^^^^^^^
      }
    }
  ]
}
```

Allow such actions in a statement without the condition:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["logs:DeleteLogGroup", "ec2:Start*"],
      "Resource": "*",
      "Condition": {
        "StringEquals": {"aws:ResourceTag/team": "web"}
      }
    },
    {
      "Effect": "Allow",
      "Action": "logs:PutResourcePolicy",
      "Resource": "*"
    }
  ]
}
```

A condition that holds without the tag, and an action that nobody knows, are left alone:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "logs:PutResourcePolicy",
      "Resource": "*",
      "Condition": {
        "StringNotEquals": {"aws:ResourceTag/team": "web"},
        "StringEqualsIfExists": {"aws:ResourceTag/stage": "test"},
        "Null": {"aws:ResourceTag/owner": "true"}
      }
    },
    {
      "Effect": "Allow",
      "Action": ["logs:NoSuchAction", "nosuchservice:*"],
      "Resource": "*",
      "Condition": {
        "StringEquals": {"aws:ResourceTag/team": "web"}
      }
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SUGGESTION,
    PolicyType,
    Report,
    Statement,
    report,
    rule,
    spec,
    unseen_tags,
)


@rule(
    "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    SUGGESTION,
    summary="action allowed by tags that it never sees",
    on=Statement,
    policy_types={PolicyType.IDENTITY, PolicyType.RESOURCE},
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not statement.conditions:
        return
    for unseen in unseen_tags(statement, spec):
        yield report(
            *unseen.actions,
            unseen.condition.place.key,
            message=f"{unseen.subject} `{unseen.condition.key}`, so that nothing is allowed",
            help="allow the actions in a statement without the condition",
        )

r"""`NotAction` denies by the tags of a resource that many of its actions never see.

`aws:ResourceTag/…` is only there in requests of some actions. `NotAction` is about all others as well, and for most of
them the condition never holds: the Deny does not apply to them, although it reads as if nothing but the exceptions
were left.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotAction": "iam:*",
                 ^^^^^^^ many actions that `NotAction` is about never see `aws:ResourceTag/class`
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
      "NotAction": ["s3:Get*", "s3:List*"],
                   ^^^^^^^^^^^^^^^^^^^^^^^ many actions that `NotAction` is about never see `aws:ResourceTag/class`
      "Resource": "*",
      "Condition": {
        "StringLike": {"aws:ResourceTag/class": ["secret", "internal-*"]}
                       ^^^^^^^^^^^^^^^^^^^^^^^
      }
    }
  ]
}
```

List the actions that the tags are for:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": ["ec2:StopInstances", "ec2:TerminateInstances"],
    "Resource": "*",
    "Condition": {
      "StringEquals": {"aws:ResourceTag/class": "secret"}
    }
  }
}
```

A negated operator holds without the tag, so that the Deny applies to all:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotAction": "iam:*",
    "Resource": "*",
    "Condition": {
      "StringNotEquals": {"aws:ResourceTag/class": "public"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, PolicyType, Report, Statement, report, requires_resource_tag, rule


@rule(
    "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    SECURITY_WARNING,
    summary="`NotAction` denied by tags that many actions never see",
    on=Statement,
    policy_types={PolicyType.IDENTITY, PolicyType.RESOURCE, PolicyType.SCP},
    security_severity=6.0,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    element = statement.element("NotAction")
    if element is None or not statement.denies:
        return
    for condition in filter(requires_resource_tag, statement.conditions):
        yield report(
            element,
            condition.place.key,
            message=f"many actions that `NotAction` is about never see `{condition.key}`",
            help="list the actions that see the tag in `Action`",
        )

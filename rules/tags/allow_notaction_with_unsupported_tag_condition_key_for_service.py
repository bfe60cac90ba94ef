r"""`NotAction` allows by the tags of a resource that many of its actions never see.

`aws:ResourceTag/…` is only there in requests of some actions. `NotAction` allows all others as well, now and those
that AWS adds, and for most of them the condition never holds: what the statement really allows cannot be told from
reading it.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "iam:*",
                 ^^^^^^^ many actions that `NotAction` allows never see `aws:ResourceTag/team`
    "Resource": "*",
    "Condition": {
      "StringEquals": {"aws:ResourceTag/team": "web"}
                       ^^^^^^^^^^^^^^^^^^^^^^
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "NotAction": ["iam:*", "organizations:*"],
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ many actions that `NotAction` allows never see `AWS:resourceTag/team`
      "Resource": "*",
      "Condition": {
        "StringLike": {"AWS:resourceTag/team": "web-*"}
                       ^^^^^^^^^^^^^^^^^^^^^^
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
    "Effect": "Allow",
    "Action": ["ec2:StartInstances", "ec2:StopInstances"],
    "Resource": "*",
    "Condition": {
      "StringEquals": {"aws:ResourceTag/team": "web"}
    }
  }
}
```

Conditions that hold without a tag are left alone:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "iam:*",
    "Resource": "*",
    "Condition": {
      "StringEqualsIfExists": {"aws:ResourceTag/team": "web"},
      "StringNotEquals": {"aws:ResourceTag/class": "secret"},
      "StringEquals": {"aws:PrincipalTag/team": "web"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, PolicyType, Report, Statement, report, requires_resource_tag, rule


@rule(
    "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    SUGGESTION,
    summary="`NotAction` allowed by tags that many actions never see",
    on=Statement,
    policy_types={PolicyType.IDENTITY, PolicyType.RESOURCE},
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    element = statement.element("NotAction")
    if element is None or not statement.allows:
        return
    for condition in filter(requires_resource_tag, statement.conditions):
        yield report(
            element,
            condition.place.key,
            message=f"many actions that `NotAction` allows never see `{condition.key}`",
            help="list the actions that see the tag in `Action`",
        )

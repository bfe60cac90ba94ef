r"""A condition key for tags does not say which tag.

There is a key for each tag, whose name follows the slash: `aws:ResourceTag/team`. Without it the key is in no
request.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:StopInstances",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:ResourceTag/": "web"}}
                                   ^^^^^^^^^^^^^^^^^^ condition key `aws:ResourceTag/` does not say which tag
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:StopInstances",
    "Resource": "*",
    "Condition": {
      "StringEquals": {
        "aws:PrincipalTag": "web",
        ^^^^^^^^^^^^^^^^^^ condition key `aws:PrincipalTag` does not say which tag
        "ec2:ResourceTag/": "web"
        ^^^^^^^^^^^^^^^^^^ condition key `ec2:ResourceTag/` does not say which tag
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
    "Action": "ec2:StopInstances",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:ResourceTag/team": "web", "ec2:ResourceTag/team": "web"}}
  }
}
```

`aws:TagKeys` is about the names of tags and takes none itself:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Condition, Report, is_tag_family, report, rule, spec


@rule("MISSING_TAG_KEY_IN_CONDITION", ERROR, summary="condition key does not say which tag", on=Condition)
def check(condition: Condition) -> Iterator[Report]:
    if not is_tag_family(condition.key_name, spec()):
        return
    family = condition.key.rstrip("/")
    yield report(
        condition.place.key,
        message=f"condition key `{condition.key}` does not say which tag",
        help=f"write the name of a tag behind it, such as `{family}/team`",
    )

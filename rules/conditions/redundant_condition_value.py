r"""A condition names a value that its other values cover.

One value that matches is enough, so a value that stands twice, or that a wildcard of the same list matches anyway,
says nothing more. It costs characters, and makes a reader look for the difference.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1", "eu-west-1"]}}
                                                           ^^^^^^^^^^^ `eu-west-1` is there 2 times
                                                                                        ^^^^^^^^^^^
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "*",
    "Condition": {
      "StringLike": {
        "s3:prefix": [
          "home/*",
          ^^^^^^^^ the 2 values are all covered by `home/*`
          "home/alice/*"
          ^^^^^^^^^^^^^^
        ]
      }
    }
  }
}
```

Without a wildcard operator a star is a star, and case counts:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "*",
    "Condition": {"StringEquals": {"s3:prefix": ["home/*", "home/alice", "Home/alice"]}}
  }
}
```

Values that are not known may differ:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "*",
    "Condition": {"StringEquals": {"s3:prefix": ["${aws:username}", "${aws:userid}", "home"]}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SUGGESTION,
    Condition,
    FixReport,
    Group,
    RemoveParts,
    Report,
    Text,
    is_text,
    redundant_groups,
    report,
    rule,
)


def _groups(condition: Condition, texts: list[Text]) -> list[Group[Text]]:
    """The values that others cover: by a wildcard where the operator takes one, else by being the same."""
    operator = condition.operator
    if operator.name in ("StringLike", "StringNotLike"):
        return redundant_groups(texts, fold_case=False)
    fold = "IgnoreCase" in operator.name
    same: dict[str, list[Text]] = {}
    for text in texts:
        same.setdefault(text.value.lower() if fold else text.value, []).append(text)
    return [Group(group[0], tuple(group)) for group in same.values() if len(group) > 1]


@rule(
    "REDUNDANT_CONDITION_VALUE",
    SUGGESTION,
    summary="value of a condition that others cover",
    on=Condition,
    aws=False,
    needs=(),
)
def check(condition: Condition) -> Iterator[Report]:
    if len(condition.values) < 2 or condition.operator.family not in ("String", "ARN", "IPAddress", "Binary"):
        return
    texts = [Text(value.value, value.place) for value in condition.values if is_text(value.json)]
    for group in _groups(condition, texts):
        covered = frozenset(text.place.steps[-1] for text in group.members if text is not group.widest)
        keep = f"keep `{group.widest.value}` and remove the others"
        yield report(
            *group.members,
            message=group.described("values"),
            help=keep,
            fix=FixReport(keep, (RemoveParts(condition.element.place, covered),), safe=True),
        )

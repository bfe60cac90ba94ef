r"""A resource is covered by another one of the same list.

The list means the same without it. Resources are compared as texts, with regard to case, with `*` and `?` as
wildcards that match colons and slashes too; lists of other statements play no part. A variable is compared as it is
written.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/1/1/*",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the 2 resources are all covered by `arn:aws:s3:::amzn-s3-demo-bucket/1/*`
      "arn:aws:s3:::amzn-s3-demo-bucket/1/*",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      "arn:aws:s3:::amzn-s3-demo-bucket/2/*"
    ]
  }
}
```

Resources that are named twice count too:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:DeleteObject",
    "NotResource": [
      "arn:aws:s3:::${aws:username}/*",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `arn:aws:s3:::${aws:username}/*` is there 2 times
      "arn:aws:s3:::${aws:username}/*"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ]
  }
}
```

A bucket and the objects in it are two things, and names differ in case:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:*",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket",
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "arn:aws:s3:::amzn-s3-demo-bucket1/Logs/*",
      "arn:aws:s3:::amzn-s3-demo-bucket1/logs/2026/*"
    ]
  }
}
```

`${*}` is a star, not a wildcard:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": ["arn:aws:s3:::amzn-s3-demo-bucket/${*}", "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}"]
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SUGGESTION,
    FixReport,
    Group,
    RemoveParts,
    Report,
    ResourcePattern,
    Statement,
    redundant_groups,
    report,
    rule,
)


@rule(
    "REDUNDANT_RESOURCE",
    SUGGESTION,
    summary="resource is covered by another one of its list",
    on=Statement,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    for element, patterns in (("Resource", statement.resources), ("NotResource", statement.not_resources)):
        for group in redundant_groups(patterns, fold_case=False):
            yield report(
                *group.members,
                message=group.described("resources"),
                help=f"keep `{group.widest.value}` and remove the others",
                fix=_keep(statement, element, group),
            )


def _keep(statement: Statement, element: str, group: Group[ResourcePattern]) -> FixReport | None:
    found = statement.element(element)
    if found is None:
        return None
    covered = frozenset(member.place.steps[-1] for member in group.members if member is not group.widest)
    return FixReport(f"keep `{group.widest.value}` alone", (RemoveParts(found.place, covered),), safe=True)

r"""An action is covered by another one of the same list.

The list means the same without it. Actions are compared as texts, without regard to case, with `*` and `?` as
wildcards; lists of other statements play no part.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:Get*", "s3:PutObject"],
               ^^^^^^^^^^^^^^ the 2 actions are all covered by `s3:Get*`
                               ^^^^^^^^^
    "Resource": "*"
  }
}
```

Actions that are named twice count too:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": ["ec2:RunInstances", "EC2:runinstances", "ec2:StopInstances"],
               ^^^^^^^^^^^^^^^^^^ `ec2:RunInstances` is there 2 times
                                   ^^^^^^^^^^^^^^^^^^
    "Resource": "*"
  }
}
```

Keep the wider one:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:Get*", "s3:PutObject"],
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SUGGESTION,
    ActionPattern,
    FixReport,
    Group,
    RemoveParts,
    Report,
    Statement,
    redundant_groups,
    report,
    rule,
)


@rule(
    "REDUNDANT_ACTION",
    SUGGESTION,
    summary="action is covered by another one of its list",
    on=Statement,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    for element, patterns in (("Action", statement.actions), ("NotAction", statement.not_actions)):
        for group in redundant_groups(patterns, fold_case=True):
            yield report(
                *group.members,
                message=group.described("actions"),
                help=f"keep `{group.widest.value}` and remove the others",
                fix=_keep(statement, element, group),
            )


def _keep(statement: Statement, element: str, group: Group[ActionPattern]) -> FixReport | None:
    found = statement.element(element)
    if found is None:
        return None
    covered = frozenset(member.place.steps[-1] for member in group.members if member is not group.widest)
    return FixReport(f"keep `{group.widest.value}` alone", (RemoveParts(found.place, covered),), safe=True)

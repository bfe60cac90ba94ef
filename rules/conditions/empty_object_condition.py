r"""A condition, or one of its operators, is empty.

It asks for nothing, so that the statement applies as if it were not there. If something was meant to be asked for, it
is missing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {}
                 ^^ `Condition` is empty
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {}, "Bool": {"aws:SecureTransport": "true"}}
                                  ^^ operator `StringEquals` has no condition key
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:DeleteObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, FixReport, Object, Place, RemoveParts, Report, Statement, report, rule


def _remove(where: Place, name: str) -> FixReport:
    """Takes out the member that stands at a place: without content it asks for nothing."""
    around = Place(where.document, where.steps[:-1])
    return FixReport(f"remove `{name}`", (RemoveParts(around, frozenset({where.steps[-1]})),), safe=True)


@rule("EMPTY_OBJECT_CONDITION", SUGGESTION, summary="condition or operator without content", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    condition = statement.element("Condition")
    if condition is None or not isinstance(condition.value, Object):
        return
    if not condition.value:
        yield report(
            condition,
            message="`Condition` is empty",
            help="remove it, or say what it is to ask for",
            fix=_remove(condition.place, "Condition"),
        )
    for block in statement.condition_blocks:
        if not block.element.value:
            yield report(
                block,
                message=f"operator `{block.element.name}` has no condition key",
                help="remove it, or say what it is to compare",
                fix=_remove(block.place, block.element.name),
            )

r"""A list of principals is empty.

`"Principal": {"AWS": []}` is about nobody and `"NotPrincipal": {"AWS": []}` excepts nobody: hardly what was meant.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {"AWS": []}, "Action": "sqs:SendMessage", "Resource": "*"}
                                                        ^^ `AWS` of `Principal` is an empty list
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333", "Service": [], "Federated": []},
                                                    ^^ `Service` of `Principal` is an empty list
                                                                     ^^ `Federated` of `Principal` is an empty list
    "Action": "sts:AssumeRole"
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": ["111122223333"]},
    "Action": "sqs:SendMessage",
    "Resource": "*"
  }
}
```

A list in the place of the whole principal is of the wrong form, whatever is in it:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": [], "Action": "sqs:SendMessage", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, PolicyType, Report, Statement, elements, report, rule


@rule(
    "EMPTY_ARRAY_PRINCIPAL",
    SUGGESTION,
    summary="list of principals is empty",
    on=Statement,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Principal", "NotPrincipal"):
        principal = statement.element(name)
        if principal is None:
            continue
        for kind in elements(principal.value, principal.place):
            if kind.value == []:
                yield report(
                    kind,
                    message=f"`{kind.name}` of `{name}` is an empty list",
                    help=f"name those who are meant, or remove `{kind.name}`",
                )

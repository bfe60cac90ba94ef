r"""A principal is an empty object.

`"Principal": {}` is about nobody and `"NotPrincipal": {}` excepts nobody: hardly what was meant.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {}, "Action": "sqs:SendMessage", "Resource": "*"}
                                                ^^ `Principal` names nobody
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "NotPrincipal": { }, "Action": "sqs:SendMessage", "Resource": "*"}
                                       ^^^ `NotPrincipal` names nobody
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sqs:SendMessage", "Resource": "*"},
    {"Effect": "Deny", "Principal": "*", "Action": "sqs:DeleteQueue", "Resource": "*"}
  ]
}
```

An empty list inside of it is a matter of its own:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {"AWS": []}, "Action": "sts:AssumeRole"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Object, PolicyType, Report, Statement, report, rule


@rule(
    "EMPTY_OBJECT_PRINCIPAL",
    SUGGESTION,
    summary="principal is an empty object",
    on=Statement,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Principal", "NotPrincipal"):
        element = statement.element(name)
        if element is not None and isinstance(element.value, Object) and not element.value:
            yield report(
                element,
                message=f"`{name}` names nobody",
                help="name those who are meant, such as `111122223333` under `AWS`, or remove the statement",
            )

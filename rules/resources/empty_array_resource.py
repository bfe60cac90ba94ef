r"""A list of resources is empty.

`"Resource": []` is about no resource and `"NotResource": []` excepts none: hardly what was meant.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": []}
                                                                         ^^ `Resource` is an empty list
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "NotResource": [ ]}
                                                                                  ^^^ `NotResource` is an empty list
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::amzn-s3-demo-bucket/*"]}
}
```

An empty string is a resource, if not a valid one:

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": [""]}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Report, Statement, report, rule


@rule(
    "EMPTY_ARRAY_RESOURCE",
    SUGGESTION,
    summary="list of resources is empty",
    on=Statement,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Resource", "NotResource"):
        element = statement.element(name)
        if element is not None and element.value == []:
            yield report(
                element,
                message=f"`{name}` is an empty list",
                help="name the resources that are meant, or remove the statement",
            )

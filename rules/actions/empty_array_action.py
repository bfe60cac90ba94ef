r"""A list of actions is empty.

`"Action": []` is about no action and `"NotAction": []` excepts none: hardly what was meant.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": [], "Resource": "*"}
                                             ^^ `Action` is an empty list
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Deny", "NotAction": [ ], "Resource": "*"}
                                    ^^^ `NotAction` is an empty list
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}
}
```

An empty string is an action, if one that does not exist:

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": [""], "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Report, Statement, report, rule


@rule(
    "EMPTY_ARRAY_ACTION",
    SUGGESTION,
    summary="list of actions is empty",
    on=Statement,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Action", "NotAction"):
        element = statement.element(name)
        if element is not None and element.value == []:
            yield report(
                element,
                message=f"`{name}` is an empty list",
                help="name the actions that are meant, or remove the statement",
            )

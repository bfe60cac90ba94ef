r"""A principal is neither `"*"` nor an object.

AWS refuses the policy: it cannot tell whether `111122223333` is an account, a service or something else. Say what kind
of principal it is: `{"AWS": …}`, `{"Service": …}`, `{"Federated": …}` or `{"CanonicalUser": …}`.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": "111122223333", "Action": "sqs:SendMessage", "Resource": "*"},
                                     ^^^^^^^^^^^^^^ `111122223333` without a kind of principal
    {"Effect": "Deny", "NotPrincipal": ["111122223333"], "Action": "sqs:*", "Resource": "*"}
                                       ^^^^^^^^^^^^^^^^ `NotPrincipal` is a list without a kind of principal
  ]
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": "ec2.amazonaws.com", "Action": "sts:AssumeRole"}
                                                ^^^^^^^^^^^^^^^^^^^ `ec2.amazonaws.com` without a kind of principal
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

A number is of the wrong type and an empty object names nobody, which is reported as that:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": 111122223333, "Action": "sqs:SendMessage", "Resource": "*"},
    {"Effect": "Deny", "Principal": {}, "Action": "sqs:DeleteQueue", "Resource": "*"}
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    Element,
    FixReport,
    Object,
    PolicyType,
    Replace,
    Report,
    Statement,
    is_text,
    report,
    rule,
)


@rule(
    "INVALID_PRINCIPAL_FORMAT",
    ERROR,
    summary='principal is neither `"*"` nor an object',
    on=Statement,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Principal", "NotPrincipal"):
        element = statement.element(name)
        if element is None or element.value == "*":
            continue
        if isinstance(element.value, list):
            yield report(
                element,
                message=f"`{name}` is a list without a kind of principal",
                help="write them under `AWS`, or under another kind of principal",
            )
        elif is_text(element.value) and "${" not in element.value:
            kind = _kind(element.value)
            yield report(
                element,
                message=f"`{element.value}` without a kind of principal",
                help=f"write it under `{kind or 'AWS'}`{'' if kind else ', or under another kind of principal'}",
                fix=_fix(element, kind),
            )


def _kind(value: str) -> str:
    """What a principal is beyond doubt, else empty."""
    if value.endswith((".amazonaws.com", ".amazonaws.com.cn")) and value.islower() and "/" not in value:
        return "Service"
    if (len(value) == 12 and value.isdecimal() and value.isascii()) or (
        value.startswith("arn:") and (":iam:" in value or ":sts:" in value) and "-provider/" not in value
    ):
        return "AWS"
    return ""


def _fix(element: Element, kind: str) -> FixReport | None:
    if not kind:
        return None
    return FixReport(f"write it under `{kind}`", (Replace(element.place, Object([(kind, element.value)])),))

r"""A statement has an element together with its opposite.

AWS refuses the policy: of `Action` and `NotAction`, `Resource` and `NotResource`, `Principal` and `NotPrincipal` a
statement has one each at most. What is to be excepted from one statement is denied by another.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:*",
              ^^^^^^ `Action` and `NotAction` stand in one statement
    "NotAction": "s3:DeleteBucket",
                 ^^^^^^^^^^^^^^^^^
    "Resource": "*",
                ^^^ `Resource` and `NotResource` stand in one statement
    "NotResource": "arn:aws:s3:::amzn-s3-demo-bucket"
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
                 ^^^ `Principal` and `NotPrincipal` stand in one statement
    "NotPrincipal": {"AWS": "111122223333"},
                    ^^^^^^^^^^^^^^^^^^^^^^^
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    {"Effect": "Deny", "NotAction": "s3:GetObject", "NotResource": "arn:aws:s3:::amzn-s3-demo-bucket/*"}
  ]
}
```

An identity policy has no principal at all, which is what is said of it then:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": "*",
    "NotPrincipal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Report, Statement, report, rule


@rule("UNSUPPORTED_ELEMENT_COMBINATION", ERROR, summary="element together with its opposite", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Action", "Resource", "Principal"):
        opposite = statement.element(f"Not{name}")
        if opposite is None:
            continue
        element = statement.element(name)
        if element is None or (name == "Principal" and statement.policy.policy_type.grammar in _WITHOUT_PRINCIPAL):
            continue
        yield report(
            element,
            opposite,
            message=f"`{name}` and `{opposite.name}` stand in one statement",
            help=f"remove one of them, or write a second statement for `{opposite.name}`",
        )


_WITHOUT_PRINCIPAL = (PolicyType.IDENTITY, PolicyType.SCP)

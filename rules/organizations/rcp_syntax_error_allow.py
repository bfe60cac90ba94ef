r"""A resource control policy allows something less than everything.

Organizations refuses it: these policies deny. The one statement that allows is that of the policy which AWS attaches by
itself, `RCPFullAWSAccess`: everybody, everything, without a condition. The limits that were meant are to be written as
what is denied.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `Resource` limits an `Allow`
    "Condition": {"Bool": {"aws:SecureTransport": "true"}}
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"},
                                     ^^^^^^^^^^^^^^^^^^^^^^^ `Principal` limits an `Allow`
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:*",
      "NotResource": "arn:aws:s3:::amzn-s3-demo-bucket"
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `NotResource` limits an `Allow`
    }
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {"Bool": {"aws:SecureTransport": "false"}}
    }
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": ["*"], "Condition": {}}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Element, PolicyType, Report, Statement, is_unknown, report, rule

_EVERYTHING = ("*", ["*"], (("AWS", "*"),), (("AWS", ["*"]),))


@rule(
    "RCP_SYNTAX_ERROR_ALLOW",
    ERROR,
    summary="resource control policy allows something less than everything",
    on=Statement,
    policy_types={PolicyType.RCP},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows:
        return
    limits = [element for element in statement.elements if _limits(element)]
    if limits:
        yield report(
            *limits,
            message=f"`{limits[0].name}` limits an `Allow`",
            help="a resource control policy denies: write a statement that denies what is not to be allowed",
        )


def _limits(element: Element) -> bool:
    if element.name in ("Principal", "Resource"):
        return element.value not in _EVERYTHING and not is_unknown(element.value)
    if element.name == "Condition":
        return bool(element.value) and not is_unknown(element.value)
    return element.name in ("NotPrincipal", "NotResource")

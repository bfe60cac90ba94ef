r"""A resource control policy names a principal other than everybody.

Organizations refuses it: the principal is `"*"`, and a condition says whom the statement spares.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}
                                               ^^^^^^^^^^^^^^^^^^^^^^^ principal of a resource control policy is not `*`
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "NotPrincipal": "*", "Action": "s3:*", "Resource": "*"},
                                       ^^^ `NotPrincipal` in a resource control policy
    {"Effect": "Deny", "Principal": ["*"], "Action": "sqs:*", "Resource": "*"}
                                    ^^^^^ principal of a resource control policy is not `*`
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {
      "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
      "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}
    }
  }
}
```

`{"AWS": "*"}` means the same, and without any principal another rule says so:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, PolicyType, Replace, Report, Statement, is_unknown, report, rule

#: Whether AWS takes the object is undocumented; as it means the same, nothing is said of it.
_EVERYBODY = ("*", (("AWS", "*"),), (("AWS", ["*"]),))


@rule(
    "RCP_SYNTAX_ERROR_PRINCIPAL",
    ERROR,
    summary="resource control policy names a principal other than everybody",
    on=Statement,
    policy_types={PolicyType.RCP},
)
def check(statement: Statement) -> Iterator[Report]:
    element = statement.element("Principal")
    if element is not None and element.value not in _EVERYBODY and not is_unknown(element.value):
        yield report(
            element,
            message="principal of a resource control policy is not `*`",
            help="write `*` for `Principal` and limit the statement by a condition",
            fix=FixReport("write `*`", (Replace(element.place, "*"),)) if element.value == ["*"] else None,
        )
    excepted = statement.element("NotPrincipal")
    if excepted is not None:
        yield report(
            excepted,
            message="`NotPrincipal` in a resource control policy",
            help="write `*` for `Principal` and limit the statement by a condition",
        )

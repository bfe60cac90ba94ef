r"""An identity policy names a principal.

AWS refuses it: such a policy is about the user, group or role that it is attached to, and about nobody else. A
principal belongs into the policy of a resource or into the trust policy of a role.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "*"}
                                                ^^^^^^^^^^^^^^^^^^^^^^^ `Principal` in an identity policy
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "NotPrincipal": "alice", "Action": "s3:GetObject", "Resource": "*"}
                                       ^^^^^^^ `NotPrincipal` in an identity policy
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, IDENTITY, Report, Statement, report, rule


@rule("UNSUPPORTED_PRINCIPAL", ERROR, summary="identity policy names a principal", on=Statement, policy_types=IDENTITY)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Principal", "NotPrincipal"):
        element = statement.element(name)
        if element is not None:
            yield report(
                element,
                message=f"`{name}` in an identity policy",
                help=f"remove `{name}`: the policy is about whoever it is attached to",
            )

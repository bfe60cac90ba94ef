r"""A kind of principal does not exist.

AWS refuses the policy. There are `AWS`, `Service`, `Federated` and `CanonicalUser`; upper and lower case count.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"Aws": "111122223333"}, "Action": "sqs:SendMessage", "Resource": "*"},
                                      ^^^^^ `Aws` is no kind of principal
    {"Effect": "Deny", "NotPrincipal": {"User": "alice"}, "Action": "sqs:DeleteQueue", "Resource": "*"}
                                        ^^^^^^ `User` is no kind of principal
  ]
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333", "Services": ["ec2.amazonaws.com"]},
                                         ^^^^^^^^^^ `Services` is no kind of principal
    "Action": "sts:AssumeRole"
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "AWS": ["111122223333"],
      "Service": "sns.amazonaws.com",
      "CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
    },
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "accounts.google.com"},
    "Action": "sts:AssumeRoleWithWebIdentity"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, PolicyType, Replace, Report, Statement, closest, elements, report, rule

_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


@rule(
    "INVALID_PRINCIPAL_KEY",
    ERROR,
    summary="kind of principal does not exist",
    on=Statement,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Principal", "NotPrincipal"):
        principal = statement.element(name)
        if principal is None:
            continue
        kinds = elements(principal.value, principal.place)
        for kind in kinds:
            if kind.name in _KINDS:
                continue
            # likeness takes time to tell, and a policy with a slip in it has few kinds of principal
            meant = closest(kind.name, _KINDS) if len(kinds) <= 20 else None
            taken = meant is not None and any(other.name == meant for other in kinds)
            yield report(
                kind.place.key,
                message=f"`{kind.name}` is no kind of principal",
                help=f"did you mean `{meant}`?" if meant else "write `AWS`, `Service`, `Federated` or `CanonicalUser`",
                fix=FixReport(f"rename it to `{meant}`", (Replace(kind.place.key, meant),))
                if meant and not taken
                else None,
            )

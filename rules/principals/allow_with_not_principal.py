r"""A statement allows everybody but some.

`NotPrincipal` with `Allow` grants access to every principal of every account that is not named, nameless callers
included. Name those who are meant in `Principal`, or deny the others.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
              ^^^^^^^ `Allow` with `NotPrincipal` allows everybody else
    "NotPrincipal": {"AWS": "111122223333"},
                    ^^^^^^^^^^^^^^^^^^^^^^^
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "NotPrincipal": {"AWS": ["111122223333"]},
                      ^^^^^^^^^^^^^^^^^^^^^^^^^
      "Effect": "Allow",
                ^^^^^^^ `Allow` with `NotPrincipal` allows everybody else
      "Action": "sts:AssumeRole"
    }
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:PutObject", "Resource": "*"}
  ]
}
```

Without a valid effect nothing is allowed:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "allow",
    "NotPrincipal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, PolicyType, Report, Statement, report, rule


@rule(
    "ALLOW_WITH_NOT_PRINCIPAL",
    SECURITY_WARNING,
    summary="statement allows everybody but some",
    on=Statement,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
    security_severity=8.8,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    excepted = statement.element("NotPrincipal")
    if excepted is not None and statement.allows and statement.effect is not None:
        yield report(
            statement.effect,
            excepted,
            message="`Allow` with `NotPrincipal` allows everybody else",
            help="that includes anonymous callers: name those who are meant in `Principal`",
        )

r"""A statement does not say whom it is about.

A policy of a resource, a trust policy of a role and a resource control policy name a `Principal` in every statement;
AWS refuses them otherwise. An empty `Principal` is a matter of its own.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ statement has neither `Principal` nor `NotPrincipal`
  ]
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
               ^ statement has neither `Principal` nor `NotPrincipal`
    "Effect": "Allow",
    "Principals": {"AWS": "111122223333"},
    "Action": "sts:AssumeRole"
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sqs:SendMessage", "Resource": "*"},
    {"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sqs:SendMessage", "Resource": "*"},
    {"Effect": "Allow", "Principal": {}, "Action": "sqs:SendMessage", "Resource": "*"}
  ]
}
```

Other types of policy have no principal:

```json type=identity
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Report, Statement, report, rule


@rule(
    "MISSING_PRINCIPAL",
    ERROR,
    summary="statement has neither `Principal` nor `NotPrincipal`",
    on=Statement,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.RCP},
)
def check(statement: Statement) -> Iterator[Report]:
    if statement.element("Principal") is None and statement.element("NotPrincipal") is None:
        is_rcp = statement.policy.policy_type is PolicyType.RCP
        yield report(
            statement,
            message="statement has neither `Principal` nor `NotPrincipal`",
            help="add `Principal` with `*`" if is_rcp else "add `Principal` with those who are meant",
        )

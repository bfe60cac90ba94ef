r"""A session of a role is named beside the role itself.

Whoever trusts a role trusts every session of it, so that the session's ARN adds nothing. Sessions are compared by
account and role name; the path of a role is no part of a session's ARN.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "AWS": [
        "arn:aws:iam::111122223333:role/app",
        "arn:aws:sts::111122223333:assumed-role/app/deploy"
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ session of `arn:aws:iam::111122223333:role/app`, which is trusted already
      ]
    },
    "Action": "sts:AssumeRole"
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": [
          "arn:aws:iam::111122223333:assumed-role/app/deploy",
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ session of `arn:aws:iam::111122223333:role/teams/web/app`, which is trusted already
          "arn:aws:iam::111122223333:role/teams/web/app",
          "arn:aws:sts::111122223333:assumed-role/app/test"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ session of `arn:aws:iam::111122223333:role/teams/web/app`, which is trusted already
        ]
      },
      "Action": "sts:AssumeRole"
    }
  ]
}
```

A session of another role, or of a role of the same name in another account, is something else:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "AWS": [
        "arn:aws:iam::111122223333:role/app",
        "arn:aws:sts::444455556666:assumed-role/app/deploy",
        "arn:aws:sts::111122223333:assumed-role/App/deploy"
      ]
    },
    "Action": "sts:AssumeRole"
  }
}
```

Keep the one that is meant:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/app/deploy"},
    "Action": "sts:AssumeRole"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Arn, PolicyType, Principal, Report, Statement, report, rule


@rule(
    "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
    SUGGESTION,
    summary="session named beside its role",
    on=Statement,
    policy_types={PolicyType.TRUST},
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    if len(statement.principals) < 2:
        return
    roles: dict[tuple[str, str, str], Principal] = {}
    sessions: list[tuple[Principal, tuple[str, str, str]]] = []
    for principal in statement.principals:
        if principal.kind != "AWS" or principal.has_wildcard:
            continue
        arn = Arn.parse(principal.value)
        if arn is None or arn.service not in ("iam", "sts"):
            continue
        kind, _, name = arn.resource.partition("/")
        if kind == "role" and arn.service == "iam":
            roles.setdefault((arn.partition, arn.account, name.rpartition("/")[2]), principal)
        elif kind == "assumed-role":  # AWS's own example writes sessions with the service `iam`
            sessions.append((principal, (arn.partition, arn.account, name.partition("/")[0])))
    for session, key in sessions:
        role = roles.get(key)
        if role is not None:
            yield report(
                session,
                message=f"session of `{role.value}`, which is trusted already",
                help="remove the session, or the role if only this session is meant",
                related=[role],
            )

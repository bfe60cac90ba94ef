r"""Another account may use a role without an external ID.

A third party that works in the accounts of many customers can be talked into using the wrong one: whoever knows the
ARN of your role names it as theirs. An external ID that the third party has given to you, and sends with your requests
alone, prevents that. Add a condition on `sts:ExternalId`.

Roles for accounts of your own need none. Who is a third party cannot be told from a policy, so this waits for
`--persona pedantic`, and trust that is narrowed in another way is left alone.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ account `444455556666` may use the role without an external ID
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
      "Principal": {"AWS": ["444455556666", "arn:aws:iam::111122223333:role/deployer"]},
                            ^^^^^^^^^^^^^^ account `444455556666` may use the role without an external ID
      "Action": ["sts:AssumeRole", "sts:TagSession"],
      "Condition": {"Bool": {"aws:SecureTransport": "true"}}
    }
  ]
}
```

A condition that asks for one keeps strangers out, or has a finding of its own:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "444455556666"},
      "Action": "sts:AssumeRole",
      "Condition": {"StringEquals": {"sts:ExternalId": "agreed-11112222"}}
    },
    {
      "Effect": "Allow",
      "Principal": {"AWS": "777788889999"},
      "Action": "sts:AssumeRole",
      "Condition": {"StringNotEquals": {"sts:ExternalId": "stolen"}}
    },
    {
      "Effect": "Allow",
      "Principal": {"AWS": "444455556666"},
      "Action": "sts:AssumeRole",
      "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    }
  ]
}
```

A single role or user of another account, and services, are named on purpose:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::444455556666:role/deployer", "Service": "ec2.amazonaws.com"},
      "Action": "sts:AssumeRole"
    }
  ]
}
```
"""

import re
from collections.abc import Iterator

from iamscope.rules import (
    SECURITY_WARNING,
    Persona,
    PolicyType,
    Precision,
    Report,
    Statement,
    demands_value,
    is_guard,
    matches,
    report,
    rule,
)

_ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?([0-9]{12})(?::root)?")


def _is_narrowed(statement: Statement) -> bool:
    if any(condition.key_name == "sts:externalid" for condition in statement.conditions):
        return True  # whether what is asked of it keeps anybody out is for other rules
    return any(
        demands_value(condition) and (is_guard(condition) or condition.key_name.startswith("aws:principaltag/"))
        for condition in statement.conditions
    )


@rule(
    "MISSING_EXTERNAL_ID",
    SECURITY_WARNING,
    summary="another account may use a role without an external ID",
    on=Statement,
    policy_types={PolicyType.TRUST},
    aws=False,
    security_severity=4.0,
    precision=Precision.LOW,
    persona=Persona.PEDANTIC,
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or _is_narrowed(statement):
        return
    if not any(matches(action.value.lower(), "sts:assumerole") for action in statement.actions):
        return
    for principal in statement.principals:
        account = _ACCOUNT.fullmatch(principal.value) if principal.kind == "AWS" else None
        if account is not None:
            yield report(
                principal,
                message=f"account `{account[1]}` may use the role without an external ID",
                help="demand `sts:ExternalId` if the account is a third party's",
            )

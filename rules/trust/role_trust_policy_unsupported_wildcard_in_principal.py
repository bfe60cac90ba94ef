r"""A role's trust policy has the bare principal `"*"`.

IAM refuses it in a trust policy, whatever the effect. `{"AWS": "*"}` is accepted and means everyone with an identity
in AWS: right in a Deny, and in an Allow only beside conditions that hold strangers off.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": "*",
                 ^^^ a role's trust policy cannot have the principal `"*"`
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
      "Principal": {"AWS": "111122223333"},
      "Action": "sts:AssumeRole"
    },
    {
      "Effect": "Deny",
      "Principal": "*",
                   ^^^ a role's trust policy cannot have the principal `"*"`
      "Action": "sts:AssumeRole",
      "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    }
  ]
}
```

Name who may assume the role:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
    "Action": "sts:AssumeRole"
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, Object, PolicyType, Replace, Report, Statement, report, rule


@rule(
    "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
    ERROR,
    summary='principal `"*"` in a trust policy',
    on=Statement,
    policy_types={PolicyType.TRUST},
)
def check(statement: Statement) -> Iterator[Report]:
    principal = statement.text("Principal")
    if principal is None or principal.value != "*":
        return
    fix = None
    if statement.denies:  # in an Allow it would open the role to everyone
        fix = FixReport("write `*` under `AWS`", (Replace(principal.place, Object([("AWS", "*")])),), safe=True)
    yield report(
        principal,
        message='a role\'s trust policy cannot have the principal `"*"`',
        help="write `*` under `AWS` to deny everyone" if statement.denies else "name who may assume the role",
        fix=fix,
    )

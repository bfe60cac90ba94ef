r"""A Sid has characters other than letters and digits.

IAM and Organizations refuse such a policy: a Sid is made of `A` to `Z`, `a` to `z` and `0` to `9`. The policies of
many resources may have more in it (the default policy of a KMS key has spaces), so they are left alone.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "read only", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
            ^^^^^^^^^^^ `read only` has characters other than letters and digits
    {"Sid": "Öffnen", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
            ^^^^^^^^ `Öffnen` has characters other than letters and digits
  ]
}
```

```json type=scp
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "deny-leaving", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
                       ^^^^^^^^^^^^^^ `deny-leaving` has characters other than letters and digits
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "ReadOnly2", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Sid": "", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Sid": "Enable IAM User Permissions",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "kms:*",
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ALL_TYPES, ERROR, FixReport, Policy, PolicyType, Replace, Report, report, rule


@rule(
    "UNSUPPORTED_SID",
    ERROR,
    summary="`Sid` has characters other than letters and digits",
    on=Policy,
    policy_types=ALL_TYPES - {PolicyType.RESOURCE},
)
def check(policy: Policy) -> Iterator[Report]:
    sids = [statement.sid for statement in policy.statements if statement.sid is not None]
    taken: set[str] | None = None
    for sid in sids:
        if (sid.value.isalnum() and sid.value.isascii()) or not sid.value or "${" in sid.value:
            continue
        if taken is None:
            taken = {other.value for other in sids}
        plain = "".join(character for character in sid.value if character.isascii() and character.isalnum())
        fix = None
        if plain and plain not in taken:
            taken.add(plain)
            fix = FixReport(f"rename it to `{plain}`", (Replace(sid.place, plain),), safe=True)
        yield report(
            sid,
            message=f"`{sid.value}` has characters other than letters and digits",
            help="use only `A` to `Z`, `a` to `z` and `0` to `9`",
            fix=fix,
        )

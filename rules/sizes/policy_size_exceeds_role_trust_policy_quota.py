r"""A role's trust policy is larger than AWS takes by default.

IAM refuses it, unless the account's quota was raised: by default 2,048 characters, white space not counted, and 8,192
at most. If yours was raised, ignore this rule.

```json type=trust letters=2000
{
^ the trust policy has 2125 characters without white space, more than 2048
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
}
```

```json type=trust letters=4000
{
^ the trust policy has 4226 characters without white space, more than 2048
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/…"}, "Action": "sts:AssumeRole"}
  ]
}
```

```json type=trust letters=1800
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
}
```

White space does not count:

```json type=trust
{
  "Version": "2012-10-17",

  "Statement": [

    {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}

  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Policy, PolicyType, Report, report, rule, size_beyond, spec


@rule(
    "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
    WARNING,
    summary="trust policy is larger than AWS takes by default",
    on=Policy,
    policy_types={PolicyType.TRUST},
    needs=(),
)
def check(policy: Policy) -> Iterator[Report]:
    quota = spec().quotas["role_trust_default"]
    size = size_beyond(policy, quota)
    if size is not None:
        yield report(
            policy,
            message=f"the trust policy has {size} characters without white space, more than {quota}",
            help="trust an account or organization under a condition instead of single roles, or have the quota raised",
        )

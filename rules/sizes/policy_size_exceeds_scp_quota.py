r"""A service control policy is larger than AWS takes.

Organizations refuses it: 10,240 characters are the most, and white space counts (the console removes it, nothing else
does).

```json type=scp letters=10150
{
^ the policy has 10287 characters, and a service control policy may have no more than 10240
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
}
```

```json type=scp letters=20300
{
^ the policy has 20534 characters, and a service control policy may have no more than 10240
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "A", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"},
    {"Sid": "…", "Effect": "Deny", "Action": "account:CloseAccount", "Resource": "*"}
  ]
}
```

```json type=scp letters=10000
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
}
```

A policy of ordinary size:

```json type=scp
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Policy, PolicyType, Report, report, rule, size_beyond, spec


@rule(
    "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
    ERROR,
    summary="service control policy is larger than AWS takes",
    on=Policy,
    policy_types={PolicyType.SCP},
)
def check(policy: Policy) -> Iterator[Report]:
    quota = spec().quotas["scp"]
    size = size_beyond(policy, quota, blanks=True)
    if size is not None:
        yield report(
            policy,
            message=f"the policy has {size} characters, and a service control policy may have no more than {quota}",
            help="remove white space, shorten it with wildcards, or split it into several policies",
        )

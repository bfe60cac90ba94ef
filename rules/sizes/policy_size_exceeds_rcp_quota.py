r"""A resource control policy is larger than AWS takes.

Organizations refuses it: 5,120 characters are the most, and white space counts (the console removes it, nothing else
does).

```json type=rcp letters=5050
{
^ the policy has 5189 characters, and a resource control policy may have no more than 5120
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
}
```

```json type=rcp letters=10100
{
^ the policy has 10349 characters, and a resource control policy may have no more than 5120
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "A", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"},
    {"Sid": "…", "Effect": "Deny", "Principal": "*", "Action": "sqs:DeleteQueue", "Resource": "*"}
  ]
}
```

```json type=rcp letters=4900
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
}
```

A policy of ordinary size:

```json type=rcp
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Policy, PolicyType, Report, report, rule, size_beyond, spec


@rule(
    "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    ERROR,
    summary="resource control policy is larger than AWS takes",
    on=Policy,
    policy_types={PolicyType.RCP},
)
def check(policy: Policy) -> Iterator[Report]:
    quota = spec().quotas["rcp"]
    size = size_beyond(policy, quota, blanks=True)
    if size is not None:
        yield report(
            policy,
            message=f"the policy has {size} characters, and a resource control policy may have no more than {quota}",
            help="remove white space, shorten it with wildcards, or split it into several policies",
        )

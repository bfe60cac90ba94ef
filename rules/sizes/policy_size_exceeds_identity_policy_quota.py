r"""An identity policy is larger than any place takes.

IAM refuses to store it. The largest policy that it takes is one written into a role: 10,240 characters, white space
not counted. Access Analyzer warns from there on, and so does this rule; note that managed policies may have no more
than 6,144 characters, and policies written into groups (5,120) and users (2,048) even fewer.

```json type=identity letters=10300
{
^ the policy has 10403 characters without white space, more than 10240
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```

```json type=identity letters=20600
{
^ the policy has 20774 characters without white space, more than 10240
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Sid": "…", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
  ]
}
```

```json type=identity letters=10000
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```

White space does not count:

```json type=identity
{
  "Version": "2012-10-17",

  "Statement": [

    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}

  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Policy, PolicyType, Report, report, rule, size_beyond, spec


@rule(
    "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    WARNING,
    summary="identity policy is larger than any place takes",
    on=Policy,
    policy_types={PolicyType.IDENTITY},
    needs=(),
)
def check(policy: Policy) -> Iterator[Report]:
    quota = spec().quotas["validate_policy_identity"]
    size = size_beyond(policy, quota)
    if size is not None:
        yield report(
            policy,
            message=f"the policy has {size} characters without white space, more than {quota}",
            help="no identity policy may be larger: split it into several policies, or shorten it with wildcards",
        )

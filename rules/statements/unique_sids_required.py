r"""Two statements have the same Sid.

IAM and Organizations refuse a policy whose Sids are not unique. Upper and lower case count; statements without a Sid
or with an empty one are no duplicates.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
            ^^^^^^ another statement has the Sid `Read` too
    {"Sid": "Write", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": "*"}
            ^^^^^^
  ]
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Trust", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"},
    {
      "Sid": "Trust",
             ^^^^^^^ another statement has the Sid `Trust` too
      "Effect": "Allow",
      "Principal": {"Service": "ec2.amazonaws.com"},
      "Action": "sts:AssumeRole"
    }
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Sid": "read", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
    {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
    {"Sid": "", "Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}
  ]
}
```

Policies of resources may repeat a Sid, which is why there is another rule for them:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "A", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
    {"Sid": "A", "Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "*"}
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ALL_TYPES, ERROR, Label, Policy, PolicyType, Report, repeated_sids, report, rule

#: IAM documents that it wants unique Sids, and trust policies are IAM's too; of Organizations it is a guess.
_TYPES = ALL_TYPES - {PolicyType.RESOURCE}


@rule("UNIQUE_SIDS_REQUIRED", ERROR, summary="two statements have the same Sid", on=Policy, policy_types=_TYPES)
def check(policy: Policy) -> Iterator[Report]:
    for first, *later in repeated_sids(policy):
        yield report(
            *later,
            message=f"another statement has the Sid `{first.value}` too",
            help="give every statement a Sid of its own, or none",
            related=[Label(first.place, "first used here")],
        )

r"""Two statements of a resource's policy have the same Sid.

Most services take such a policy, but messages, logs and tools that name a statement by its Sid mean either. Upper and
lower case count; statements without a Sid or with an empty one are no duplicates.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Send", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sqs:*", "Resource": "*"},
    {"Sid": "Send", "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sqs:*", "Resource": "*"}
            ^^^^^^ another statement has the Sid `Send` too
  ]
}
```

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "1", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
    {"Sid": "2", "Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "*"},
    {"Sid": "1", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}
            ^^^ another statement has the Sid `1` too
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Send", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sqs:*", "Resource": "*"},
    {"Sid": "send", "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sqs:*", "Resource": "*"},
    {"Effect": "Deny", "Principal": "*", "Action": "sqs:DeleteQueue", "Resource": "*"},
    {"Effect": "Deny", "Principal": "*", "Action": "sqs:PurgeQueue", "Resource": "*"}
  ]
}
```

Where unique Sids are not only good but required, another rule says so:

```json type=identity
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Label, Policy, PolicyType, Report, repeated_sids, report, rule


@rule(
    "UNIQUE_SIDS_RECOMMENDED",
    WARNING,
    summary="two statements of a resource's policy have the same Sid",
    on=Policy,
    policy_types={PolicyType.RESOURCE},
    needs=(),
)
def check(policy: Policy) -> Iterator[Report]:
    for first, *later in repeated_sids(policy):
        yield report(
            *later,
            message=f"another statement has the Sid `{first.value}` too",
            help="give every statement a Sid of its own, or none",
            related=[Label(first.place, "first used here")],
        )

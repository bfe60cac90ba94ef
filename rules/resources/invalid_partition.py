r"""A resource in a partition that does not exist.

The second field of an ARN names the partition: `aws`, `aws-cn` for China, `aws-us-gov` for GovCloud, and a few more.
Nothing lies in another one, so the ARN matches nothing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws-eu:s3:::amzn-s3-demo-bucket/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ partition `aws-eu` does not exist
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "NotResource": [
      "arn::s3:::amzn-s3-demo-bucket",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN names no partition
      "arn:AWS:s3:::amzn-s3-demo-bucket"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ partition `AWS` does not exist
    ]
  }
}
```

Name a partition, or `*` where the policy is used in several:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "arn:aws-cn:s3:::amzn-s3-demo-bucket/*",
      "arn:*:s3:::amzn-s3-demo-bucket/*",
      "arn:aws*:s3:::amzn-s3-demo-bucket/*",
      "arn:${aws:PrincipalTag/partition}:s3:::amzn-s3-demo-bucket/*"
    ]
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, ResourcePattern, is_literal, report, rule, spec


@rule("INVALID_PARTITION", ERROR, summary="resource in a partition that does not exist", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    if arn is None or arn.partition in ("aws", "*") or not is_literal(arn.partition):
        return
    known = spec().partitions
    if arn.partition not in known:
        yield report(
            pattern,
            message=f"partition `{arn.partition}` does not exist" if arn.partition else "ARN names no partition",
            help=f"use one of {', '.join(f'`{name}`' for name in known)}, or `*`",
        )

r"""A resource in a Region that does not exist.

The fourth field of an ARN names the Region. Nothing lies in one that AWS does not have, or that belongs to another
partition, so the ARN matches nothing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "sqs:SendMessage",
    "Resource": "arn:aws:sqs:us-east-9:111122223333:orders"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ region `us-east-9` does not exist
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "sqs:SendMessage",
    "NotResource": [
      "arn:aws:sqs:us-east-1a:111122223333:orders",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ region `us-east-1a` does not exist
      "arn:aws-cn:sqs:us-east-1:111122223333:orders"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ region `us-east-1` is not in partition `aws-cn`
    ]
  }
}
```

Name a Region, or a pattern for several:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "sqs:SendMessage",
    "Resource": [
      "arn:aws:sqs:us-east-1:111122223333:orders",
      "arn:aws-cn:sqs:cn-north-1:111122223333:orders",
      "arn:aws:sqs:eu-*:111122223333:orders",
      "arn:aws:sqs:*:111122223333:orders",
      "arn:aws:sqs:${aws:RequestedRegion}:111122223333:orders"
    ]
  }
}
```

Where an ARN has no Region, the field stays empty:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, Replace, Report, ResourcePattern, arn_text, is_literal, report, rule, spec


@rule("INVALID_ARN_REGION", ERROR, summary="resource in a Region that does not exist", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    if arn is None or arn.region in ("", "*") or not is_literal(arn.region):
        return
    known = spec()
    if not known.is_region(arn.region):
        meant = known.suggest_region(arn.region)
        text = arn_text(arn._replace(region=meant)) if meant else ""
        yield report(
            pattern,
            message=f"region `{arn.region}` does not exist",
            help=f"did you mean `{meant}`?" if meant else "name a Region, or `*` for all of them",
            fix=FixReport(f"replace the Region by `{meant}`", (Replace(pattern.place, text),)) if meant else None,
        )
    elif arn.partition in known.partitions and arn.region not in known.partitions[arn.partition].regions:
        yield report(
            pattern,
            message=f"region `{arn.region}` is not in partition `{arn.partition}`",
            help="name a Region of this partition, or the partition of this Region",
        )

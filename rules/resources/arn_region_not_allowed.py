r"""A Region in an ARN that has none.

Resources of services that are not regional have no Region in their ARN: IAM roles, Route 53 zones, CloudFront
distributions, and S3 buckets too. With a Region in it such an ARN matches nothing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:GetRole",
    "Resource": "arn:aws:iam:us-east-1:111122223333:role/app"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `us-east-1` stands where this ARN has no region
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
      "arn:aws:s3:us-east-1::amzn-s3-demo-bucket",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `us-east-1` stands where this ARN has no region
      "arn:aws:iam::111122223333:role/app"
    ]
  }
}
```

Leave the field empty. `*` is accepted there:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:GetRole",
    "Resource": [
      "arn:aws:iam::111122223333:role/app",
      "arn:aws:iam:*:111122223333:role/app"
    ]
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:us-east-1:111122223333:accesspoint/example/object/*",
      "arn:aws:sqs:us-east-1:111122223333:orders"
    ]
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    FixReport,
    Replace,
    Report,
    ResourcePattern,
    arn_text,
    fitting_formats,
    is_literal,
    report,
    rule,
)


@rule("ARN_REGION_NOT_ALLOWED", ERROR, summary="misplaced region in an ARN", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    if arn is None or arn.region in ("", "*") or not is_literal(arn.region):
        return
    formats = fitting_formats(arn.service, arn.resource)
    if formats and not any(form.region for form in formats):
        meant = arn_text(arn._replace(region=""))
        yield report(
            pattern,
            message=f"`{arn.region}` stands where this ARN has no region",
            help=f"write `{meant}`",
            fix=FixReport("leave the Region out", (Replace(pattern.place, meant),)),
        )

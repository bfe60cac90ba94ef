r"""A service written with capital letters in an ARN.

The service of an ARN is compared as it is written, and AWS writes it in lower case: `arn:aws:S3:::…` matches no
bucket. (In an action, case plays no part.)

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:S3:::amzn-s3-demo-bucket/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ service `S3` is written `s3` in ARNs
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "S3:GetObject",
    "NotResource": [
      "arn:aws:DynamoDB:us-east-1:111122223333:table/orders",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ service `DynamoDB` is written `dynamodb` in ARNs
      "arn:aws:s3:::amzn-s3-demo-bucket"
    ]
  }
}
```

Write it in lower case; a service that does not exist in any case is INVALID_SERVICE's business:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "S3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "arn:aws:S33:::amzn-s3-demo-bucket/*"
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
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, Replace, Report, ResourcePattern, arn_text, is_literal, report, rule, spec


@rule("INVALID_ARN_SERVICE_CASE", ERROR, summary="service with capital letters in an ARN", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    if arn is None or arn.service.islower():
        return
    service = arn.service.lower()
    if service != arn.service and is_literal(service) and spec().is_known_arn_service(service):
        meant = arn_text(arn._replace(service=service))
        yield report(
            pattern,
            message=f"service `{arn.service}` is written `{service}` in ARNs",
            help=f"write `{meant}`",
            fix=FixReport("write the service in lower case", (Replace(pattern.place, meant),)),
        )

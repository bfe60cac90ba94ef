r"""An ARN without the Region that it must have.

The resource lies in a Region, and its ARN says which. An empty field matches no Region at all.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "logs:PutLogEvents",
    "Resource": "arn:aws:logs::111122223333:log-group:app:*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN lacks the region of the resource
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "cloudformation:DescribeStacks",
    "NotResource": [
      "arn:aws:cloudformation:::stack/app-*/*",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN lacks the region of the resource
      "arn:aws:sqs::111122223333:*"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN lacks the region of the resource
    ]
  }
}
```

Name the Region, or `*` for all of them:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "logs:PutLogEvents",
    "Resource": [
      "arn:aws:logs:us-east-1:111122223333:log-group:app:*",
      "arn:aws:logs:*:111122223333:log-group:app:*"
    ]
  }
}
```

Where some resource of the service fits the ARN without a Region, nothing is missing:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "arn:aws:s3::111122223333:accesspoint/example.mrap",
      "arn:aws:iam::111122223333:role/app"
    ]
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, Replace, Report, ResourcePattern, arn_text, fitting_formats, report, rule


@rule("MISSING_ARN_REGION", ERROR, summary="missing region in an ARN", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    if arn is None or arn.region:
        return
    formats = fitting_formats(arn.service, arn.resource)
    if formats and all(form.region for form in formats):
        meant = arn_text(arn._replace(region="*"))
        yield report(
            pattern,
            message="ARN lacks the region of the resource",
            help=f"name the Region, or write `{meant}`",
            fix=FixReport("put `*` for the Region", (Replace(pattern.place, meant),)),
        )

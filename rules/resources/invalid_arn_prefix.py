r"""A resource whose first word is not `arn`.

IAM takes either `*` or an ARN, and every ARN begins with `arn:`; anything else is refused or matches nothing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arm:aws:s3:::amzn-s3-demo-bucket/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ resource does not begin with `arn:`
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
      "ARN:aws:s3:::amzn-s3-demo-bucket/*",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ resource does not begin with `arn:`
      "*:aws:s3:::amzn-s3-demo-bucket",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ resource does not begin with `arn:`
      "arn:aws:s3:::amzn-s3-demo-bucket"
    ]
  }
}
```

Begin it with `arn:`. A text with fewer than six fields is no ARN with a slip in its first word: MISSING_ARN_FIELD
reports it.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "fakeArn"
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

from iamscope.rules import ERROR, FixReport, Replace, Report, ResourcePattern, field_count, report, rule


@rule("INVALID_ARN_PREFIX", ERROR, summary="resource that does not begin with `arn:`", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    text = pattern.value
    if text == "*" or text.startswith(("arn:", "${")) or field_count(text) < 6:  # a variable could be all of an ARN
        return
    meant = "arn:" + text.partition(":")[2]
    yield report(
        pattern,
        message="resource does not begin with `arn:`",
        help=f"write `{meant}`",
        fix=FixReport("begin it with `arn:`", (Replace(pattern.place, meant),)),
    )

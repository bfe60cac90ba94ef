r"""A resource that lacks fields of an ARN.

An ARN has six fields: `arn:partition:service:region:account:resource`. Fields may be empty, as region and account are
for S3 buckets, but their colons must be there. Without them what was meant as the resource is read as its region or
account.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:amzn-s3-demo-bucket/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN has 4 of its 6 fields
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:GetRole",
    "NotResource": [
      "arn:aws:iam:111122223333:role/app",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN has 5 of its 6 fields
      "arn:aws:iam::*",
      ^^^^^^^^^^^^^^^^ ARN has 5 of its 6 fields
      "app"
      ^^^^^ `app` is no ARN
    ]
  }
}
```

Write all six fields, or `*` for every resource:

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

Colons inside a variable separate no fields:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*",
      "arn:aws:logs:*:*:log-group:app:*"
    ]
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, ResourcePattern, field_count, report, rule

_FIELDS = 6


@rule("MISSING_ARN_FIELD", ERROR, summary="resource that lacks fields of an ARN", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    text = pattern.value
    if text == "*" or pattern.arn is not None or text.startswith("${"):  # a variable could be all of an ARN
        return
    count = field_count(text)
    if count >= _FIELDS or (text and not text.strip("*")):
        return
    yield report(
        pattern,
        message=f"ARN has {count} of its {_FIELDS} fields" if text.startswith("arn:") else f"`{text}` is no ARN",
        help="write `arn:partition:service:region:account:resource`, with the colons of empty fields too",
    )

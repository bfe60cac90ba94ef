r"""An account in an ARN that has none.

Some ARNs leave the account out, those of S3 buckets and objects above all: their names are unique in the partition.
With an account in it such an ARN matches nothing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3::111122223333:amzn-s3-demo-bucket/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `111122223333` stands where this ARN has no account
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "apigateway:GET",
    "NotResource": [
      "arn:aws:apigateway:us-east-1:111122223333:/apis/a1",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `111122223333` stands where this ARN has no account
      "arn:aws:s3::111122223333:amzn-s3-demo-bucket"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `111122223333` stands where this ARN has no account
    ]
  }
}
```

Leave the field empty. `*` is accepted there, and access points do have an account:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "arn:aws:s3:*:*:amzn-s3-demo-bucket/*",
      "arn:aws:s3:us-east-1:111122223333:accesspoint/example/object/*"
    ]
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "dynamodb:GetItem",
    "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/orders"
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


@rule("ARN_ACCOUNT_NOT_ALLOWED", ERROR, summary="misplaced account in an ARN", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    if arn is None or arn.account in ("", "*") or not is_literal(arn.account):
        return
    formats = fitting_formats(arn.service, arn.resource)
    if formats and not any(form.account for form in formats):
        meant = arn_text(arn._replace(account=""))
        yield report(
            pattern,
            message=f"`{arn.account}` stands where this ARN has no account",
            help=f"write `{meant}`",
            fix=FixReport("leave the account out", (Replace(pattern.place, meant),)),
        )

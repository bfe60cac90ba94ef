r"""An ARN that names no kind of resource that its service has.

What stands behind the account begins with the kind of the resource for most services: `table/…`, `role/…`,
`log-group:…`. An ARN with another word there, or none, matches nothing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "dynamodb:GetItem",
    "Resource": "arn:aws:dynamodb:us-east-1:111122223333:tabel/orders"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `dynamodb` has no resource like `tabel/orders`
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
      "arn:aws:iam::111122223333:invalid-role/app",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `iam` has no resource like `invalid-role/app`
      "arn:aws:lambda:us-east-1:111122223333:app"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `lambda` has no resource like `app`
    ]
  }
}
```

Write the ARN as the service does. Wildcards and variables stand for anything, and a `*` reaches across colons, so
that the third ARN below matches log groups:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "dynamodb:GetItem",
    "Resource": [
      "arn:aws:dynamodb:us-east-1:111122223333:table/orders",
      "arn:aws:dynamodb:us-east-1:111122223333:t*",
      "arn:aws:logs:*:*:/aws/lambda/*",
      "arn:aws:dynamodb:us-east-1:111122223333:${aws:PrincipalTag/table}"
    ]
  }
}
```

Names are free where the service takes any, as S3 and SQS do; and a wrong Region or account is for other rules:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::anything/at/all",
      "arn:aws:sqs:us-east-1:111122223333:anything",
      "arn:aws:iam:us-east-1:111122223333:role/app"
    ]
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    Report,
    ResourcePattern,
    closest,
    fitting_formats,
    formats_of,
    report,
    rule,
)


@rule("INVALID_ARN_RESOURCE", ERROR, summary="no such kind of resource in the ARN's service", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    # a `*` in an earlier field can stand for what is missing behind it: `arn:aws:iam::*:root`
    if arn is None or "*" in arn.account or "*" in arn.region or "*" in arn.partition:
        return
    if fitting_formats(arn.service, arn.resource) or not formats_of(arn.service):
        return
    yield report(
        pattern,
        message=f"`{arn.service}` has no resource like `{arn.resource}`",
        help=_help(arn.service, arn.resource),
    )


def _help(service: str, resource: str) -> str:
    heads = dict.fromkeys(form.head for form in formats_of(service) if form.head)
    word = min((resource.partition(mark)[0] + mark for mark in "/:" if mark in resource), key=len, default=resource)
    meant = closest(word, heads)
    if meant is not None:
        return f"did you mean `{meant}…`?"
    few = [f"`{head}…`" for head in list(heads)[:3]]
    return f"write it as the service does, {', '.join(few)} for instance" if few else "write it as the service does"

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

API Gateway completes what begins with `execute-api:/`, in the policy of an API and nowhere else:

```json resource-type=AWS::ApiGateway::RestApi
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "execute-api:Invoke",
    "Resource": "execute-api:/prod/GET/*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "execute-api:Invoke",
    "Resource": "execute-api:/prod/GET/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^ `execute-api:/prod/GET/*` is no ARN
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, ResourcePattern, facts, field_count, report, rule

_FIELDS = 6


@rule("MISSING_ARN_FIELD", ERROR, summary="resource that lacks fields of an ARN", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    text = pattern.value
    if text == "*" or pattern.arn is not None or text.startswith("${"):  # a variable could be all of an ARN
        return
    if _is_short(pattern):
        return
    count = field_count(text)
    if count >= _FIELDS or (text and not text.strip("*")):
        return
    yield report(
        pattern,
        message=f"ARN has {count} of its {_FIELDS} fields" if text.startswith("arn:") else f"`{text}` is no ARN",
        help="write `arn:partition:service:region:account:resource`, with the colons of empty fields too",
    )


def _is_short(pattern: ResourcePattern) -> bool:
    """Whether the service completes the resource when it saves the policy."""
    prefixes = facts("facts/short-resources")["prefixes"].get(pattern.policy.resource_type, ())
    return pattern.value.startswith(tuple(prefixes))

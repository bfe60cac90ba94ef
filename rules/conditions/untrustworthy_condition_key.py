r"""A condition relies on a value that the caller makes up.

`aws:Referer` and `aws:UserAgent` are headers of the request. Every client can send any text in them, so they keep out
nobody who knows what is asked for. They may sort friendly traffic, but grant and deny access they should not.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringLike": {"aws:Referer": "https://www.example.com/*"}}
                                 ^^^^^^^^^^^^^ `aws:Referer` is whatever the caller sends
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringNotEquals": {"aws:UserAgent": "ExampleCorp/1.0"}}
                                      ^^^^^^^^^^^^^^^ `aws:UserAgent` is whatever the caller sends
  }
}
```

Ask for something that AWS vouches for:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
  }
}
```

That a header is there or not says nothing of its value:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"Null": {"aws:Referer": "true"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, Condition, Precision, Report, report, rule


@rule(
    "UNTRUSTWORTHY_CONDITION_KEY",
    SECURITY_WARNING,
    summary="condition on a value that the caller makes up",
    on=Condition,
    security_severity=6.0,
    precision=Precision.MEDIUM,
)
def check(condition: Condition) -> Iterator[Report]:
    # AWS's page names no key; these two are the global keys that are headers of the caller's making
    if condition.key_name not in ("aws:referer", "aws:useragent") or condition.operator.family == "Null":
        return
    yield report(
        condition.place.key,
        message=f"`{condition.key}` is whatever the caller sends",
        help="restrict access by a key that AWS vouches for, such as `aws:PrincipalOrgID` or `aws:SourceVpce`",
    )

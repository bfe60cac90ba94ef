r"""A condition on the address of the caller admits every address.

`0.0.0.0/0` is every IPv4 address and `::/0` every IPv6 address, and so are ranges that come to the same together. An
Allow with such a condition looks guarded and is open to the internet; a Deny of every address but those denies nobody.

Name the ranges that callers really come from. If anybody may come, leave the condition out, so that a reader sees it.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}}
                                                ^^^^^^^^^^^^^^^^^^^^^ the condition admits every IPv4 address
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddressIfExists": {"aws:sourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}
                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the condition admits every IPv4 address
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}
                                                   ^^^^^^^^^^^ the condition spares every IPv4 address
  }
}
```

Ranges that leave something out:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}
  }
}
```

To deny every address is to deny all requests that come with one, which may be what is wanted:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, Condition, Report, covers_all_addresses, report, rule


@rule(
    "IP_RANGE_COVERS_ALL_ADDRESSES",
    SECURITY_WARNING,
    summary="condition that admits every address",
    on=Condition,
    aws=False,
    security_severity=5.0,
)
def check(condition: Condition) -> Iterator[Report]:
    if condition.operator.family != "IPAddress" or condition.key_name != "aws:sourceip":
        return
    allows = condition.statement.allows
    if condition.operator.negated == allows:
        return
    version = covers_all_addresses(condition)
    if version is None:
        return
    effect = "admits" if allows else "spares"
    yield report(
        condition,
        message=f"the condition {effect} every IPv{version} address",
        help="name the ranges that callers come from, or leave the condition out",
    )

r"""A condition compares IP addresses with something that is neither an address nor a range.

Such a value never matches. A range is written in CIDR notation, `203.0.113.0/24` or `2001:db8::/32`; wildcards and
variables are not allowed.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/33"}}
                                                ^^^^^^^^^^^^^^^^ `203.0.113.0/33` is neither an IP address nor a range
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
    "Condition": {
      "NotIpAddress": {
        "aws:SourceIp": [
          "203.0.113.*",
          ^^^^^^^^^^^^^ `203.0.113.*` is neither an IP address nor a range
          "198.51.100.7",
          "10.0.0.0-10.0.0.9"
          ^^^^^^^^^^^^^^^^^^^ `10.0.0.0-10.0.0.9` is neither an IP address nor a range
        ]
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.7", "2001:DB8:1234:5678::/64"]}}
  }
}
```

Host bits are a matter of another finding:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"NotIpAddressIfExists": {"aws:SourceIp": "203.0.113.7/24"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, Report, parse_ip_range, report, rule


@rule("TYPE_MISMATCH_IP_RANGE", ERROR, summary="address range that is none", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "IPAddress":
        return
    for condition in block.conditions:
        for value in condition.values:
            if parse_ip_range(value.value) is None:
                yield report(
                    value,
                    message=f"`{value.value}` is neither an IP address nor a range",
                    help="write an address, or a range such as `203.0.113.0/24`",
                )

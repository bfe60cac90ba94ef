r"""An IP range is written with an address inside it instead of its first one.

IAM looks at the bits of the prefix alone. What stands behind them is ignored, and makes readers think that one
address is meant.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.7/24"}}
                                                ^^^^^^^^^^^^^^^^ `203.0.113.7/24` is the range `203.0.113.0/24`
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
        "aws:SourceIp": ["198.51.100.0/24", "2001:db8::1/32"]
                                            ^^^^^^^^^^^^^^^^ `2001:db8::1/32` is the range `2001:db8::/32`
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
    "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
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
    "Condition": {
      "IpAddress": {"aws:SourceIp": ["203.0.113.7", "203.0.113.7/32", "2001:DB8:0::/32", "0.0.0.0/0"]}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SUGGESTION,
    ConditionBlock,
    FixReport,
    Replace,
    Report,
    has_host_bits,
    parse_ip_range,
    report,
    rule,
)


@rule("IMPROVE_IP_RANGE", SUGGESTION, summary="address range with host bits", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "IPAddress":
        return
    for condition in block.conditions:
        for value in condition.values:
            if "/" not in value.value:
                continue
            ip_range = parse_ip_range(value.value)
            if ip_range is not None and has_host_bits(value.value, ip_range):
                yield report(
                    value,
                    message=f"`{value.value}` is the range `{ip_range}`",
                    help=f"write `{ip_range}`, or `{value.value.partition('/')[0]}` for the one address",
                    fix=FixReport(f"write `{ip_range}`", (Replace(value.place, str(ip_range)),), safe=True),
                )

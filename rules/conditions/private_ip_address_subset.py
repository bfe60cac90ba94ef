r"""A condition wants the caller's public address to be a public or a private one.

`aws:SourceIp` is the address from which a request reaches AWS over the internet, and never in private space. The
private addresses among the values do nothing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]}}
                                                 ^^^^^^^^^^^^ 1 of 2 are private, which `aws:SourceIp` never is
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
      "IpAddressIfExists": {
        "aws:SourceIp": ["203.0.113.0/24", "192.168.1.7", "2001:db8::/32", "fd00::/8"]
                                           ^^^^^^^^^^^^^ 2 of 4 are private, which `aws:SourceIp` never is
                                                                           ^^^^^^^^^^
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
    "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}
  }
}
```

Private addresses alone are another finding:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.0.0/16"]}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, ConditionBlock, Report, report, rule, source_ips


@rule(
    "PRIVATE_IP_ADDRESS_SUBSET",
    SUGGESTION,
    summary="source addresses wanted of which some are private",
    on=ConditionBlock,
)
def check(block: ConditionBlock) -> Iterator[Report]:
    for found in source_ips(block, "IpAddress"):
        if found.mixed:
            yield report(
                *found.private,
                message=f"{len(found.private)} of {len(found.condition.values)} are private, which `{found.condition.key}` never is",
                help="remove the private addresses",
            )

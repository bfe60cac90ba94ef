r"""A condition wants the caller's public address to be a private one.

`aws:SourceIp` is the address from which a request reaches AWS over the internet. Nobody calls from private space
(`10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16`, loopback, link-local, unique local), so that the condition never
holds. For requests through a VPC endpoint there is `aws:VpcSourceIp`.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "IpAddress": {
        "aws:SourceIp": "10.0.0.0/8"
                        ^^^^^^^^^^^^ `aws:SourceIp` is never a private address, so that the condition never holds
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
    "Condition": {
      "IpAddressIfExists": {
        "aws:SourceIp": ["172.16.0.0/12", "fd12:3456::/32", "192.168.1.7"]
                         ^^^^^^^^^^^^^^^ `aws:SourceIp` is never a private address, so that the condition never holds
                                          ^^^^^^^^^^^^^^^^
                                                            ^^^^^^^^^^^^^
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
    "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}}
  }
}
```

A range that holds public addresses too is no private one, and other keys may be private:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0", "aws:VpcSourceIp": "10.0.0.0/8"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, Report, report, rule, source_ips


@rule("PRIVATE_IP_ADDRESS", ERROR, summary="source address wanted that is private", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    for found in source_ips(block, "IpAddress"):
        if found.all_private:
            yield report(
                *found.private,
                message=f"`{found.condition.key}` is never a private address, so that the condition never holds",
                help="give public addresses, or use `aws:VpcSourceIp` for requests through a VPC endpoint",
            )

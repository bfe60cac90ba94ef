r"""A condition key is used without the one that makes it mean something.

`aws:VpcSourceIp` is an address inside a VPC. Every VPC may have the same private addresses, so that somebody else's
machine in somebody else's VPC passes too, unless the condition also says which VPC or VPC endpoint.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}}
                                ^^^^^^^^^^^^^^^^^ `aws:VpcSourceIp` says little without the VPC that the address is in
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
      "NotIpAddress": {"aws:VpcSourceIp": ["10.1.0.0/16", "10.2.0.0/16"]},
                       ^^^^^^^^^^^^^^^^^ `aws:VpcSourceIp` says little without the VPC that the address is in
      "StringNotEquals": {"aws:PrincipalAccount": "111122223333"}
    }
  }
}
```

The partner may stand under any operator of the same `Condition`:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"},
      "StringEquals": {"aws:SourceVpc": "vpc-12345678"}
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
      "IpAddressIfExists": {"aws:VpcSourceIp": "10.0.0.0/8"},
      "StringEqualsIfExists": {"aws:SourceVpce": "vpce-12345678"}
    }
  }
}
```
"""

from collections.abc import Iterator
from functools import cache

from iamscope.rules import SECURITY_WARNING, Report, Statement, facts, report, rule


@cache
def _partners() -> dict[str, frozenset[str]]:
    return {key: frozenset(partners) for key, partners in facts("facts/conditions")["paired"]["keys"].items()}


@rule(
    "MISSING_PAIRED_CONDITION_KEYS",
    SECURITY_WARNING,
    summary="condition key without its partner",
    on=Statement,
    security_severity=6.5,
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.conditions:
        return
    # AWS names `aws:SourceVpc`; that an endpoint or the VPC's ARN does as well is a guess, as they say no less
    for condition in statement.conditions:
        partners = _partners().get(condition.key_name)
        if partners and not any(other.key_name in partners for other in statement.conditions):
            yield report(
                condition.place.key,
                message=f"`{condition.key}` says little without the VPC that the address is in",
                help="add `aws:SourceVpc` or `aws:SourceVpce` to the condition",
            )

r"""A condition compares the caller's VPC endpoint with something that is no identifier of one.

An identifier is `vpce-` and 8 or 17 letters and digits. Anything else never matches. Values with wildcards or
variables are left to other checks.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-123"}}
                                                     ^^^^^^^^^^ `vpce-123` is no identifier of a VPC endpoint
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
      "StringNotEqualsIfExists": {
        "aws:SourceVpce": ["vpce-12345678", "vpc-12345678", "gateway"]
                                            ^^^^^^^^^^^^^^ `vpc-12345678` is no identifier of a VPC endpoint
                                                            ^^^^^^^^^ `gateway` is no identifier of a VPC endpoint
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
    "Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-12345678", "vpce-0a1b2c3d4e5f67890"]}}
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
      "StringEquals": {"aws:SourceVpce": "${aws:PrincipalTag/network}"},
      "Null": {"aws:SourceVpce": "false"}
    }
  }
}
```
"""

import re
from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, Report, report, rule

_ID = re.compile(r"vpce-(?:[0-9A-Za-z]{8}|[0-9A-Za-z]{17})")


@rule("INVALID_VPCE_FORMAT", ERROR, summary="no identifier of a VPC endpoint", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "String":
        return
    for condition in block.conditions:
        if condition.key_name != "aws:sourcevpce":
            continue
        for value in condition.values:
            if value.has_wildcard or "${" in value.value or _ID.fullmatch(value.value):
                continue
            yield report(
                value,
                message=f"`{value.value}` is no identifier of a VPC endpoint",
                help="write `vpce-` and 8 or 17 letters and digits",
            )

r"""A condition compares the caller's VPC with something that is no identifier of one.

An identifier is `vpc-` and 8 or 17 letters and digits. Anything else never matches. Values with wildcards or
variables are left to other checks.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-123"}}
                                                    ^^^^^^^^^ `vpc-123` is no identifier of a VPC
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
        "aws:SourceVpc": ["vpc-12345678", "vpce-12345678", "main"]
                                          ^^^^^^^^^^^^^^^ `vpce-12345678` is no identifier of a VPC
                                                           ^^^^^^ `main` is no identifier of a VPC
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
    "Condition": {"StringEquals": {"aws:SourceVpc": ["vpc-12345678", "vpc-0a1b2c3d4e5f67890"]}}
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
      "StringEquals": {"aws:SourceVpc": "${aws:PrincipalTag/network}"},
      "Null": {"aws:SourceVpc": "false"}
    }
  }
}
```
"""

import re
from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, Report, report, rule

_ID = re.compile(r"vpc-(?:[0-9A-Za-z]{8}|[0-9A-Za-z]{17})")


@rule("INVALID_VPC_FORMAT", ERROR, summary="no identifier of a VPC", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "String":
        return
    for condition in block.conditions:
        if condition.key_name != "aws:sourcevpc":
            continue
        for value in condition.values:
            if value.has_wildcard or "${" in value.value or _ID.fullmatch(value.value):
                continue
            yield report(
                value,
                message=f"`{value.value}` is no identifier of a VPC",
                help="write `vpc-` and 8 or 17 letters and digits",
            )

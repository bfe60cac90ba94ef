r"""A condition compares binary data with something that is not base64.

`BinaryEquals` decodes its values from base64 and compares byte by byte. What cannot be decoded never matches.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"BinaryEquals": {"aws:PrincipalTag/data": "%%"}}
                                                            ^^^^ `%%` is not base64
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
    "Condition": {"BinaryEqualsIfExists": {"aws:PrincipalTag/data": ["QUJD", "QUJDRA"]}}
                                                                             ^^^^^^^^ `QUJDRA` is not base64
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
    "Condition": {"BinaryEquals": {"aws:PrincipalTag/data": "QUJDRA=="}}
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
    "Condition": {"StringEquals": {"aws:PrincipalTag/data": "%%"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, ConditionBlock, Report, is_base64, report, rule


@rule("TYPE_MISMATCH_STRING", WARNING, summary="binary value that is not base64", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "Binary":
        return
    for condition in block.conditions:
        for value in condition.values:
            if not is_base64(value.value):
                yield report(
                    value, message=f"`{value.value}` is not base64", help="encode the value in base64, with its padding"
                )

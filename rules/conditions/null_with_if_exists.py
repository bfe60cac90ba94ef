r"""A condition puts `IfExists` behind `Null`.

`Null` asks whether the key is there; to ask that only if the key is there makes no sense, and IAM refuses it.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"NullIfExists": {"aws:SourceVpc": "true"}}
                  ^^^^^^^^^^^^^^ operator `NullIfExists` asks whether a key exists only if it exists
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
    "Condition": {"nullIfExists": {"aws:SourceVpc": "true", "aws:SourceVpce": "true"}}
                  ^^^^^^^^^^^^^^ operator `nullIfExists` asks whether a key exists only if it exists
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
    "Condition": {"Null": {"aws:SourceVpc": "true"}}
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
    "Condition": {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-12345678"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ConditionBlock, FixReport, Replace, Report, report, rule


@rule("NULL_WITH_IF_EXISTS", ERROR, summary="`IfExists` behind `Null`", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.name != "Null" or not operator.if_exists:
        return
    plain = operator.documented.removesuffix("IfExists")
    yield report(
        block.place.key,
        message=f"operator `{operator.text}` asks whether a key exists only if it exists",
        help=f"write `{plain}`",
        fix=FixReport(f"write `{plain}`", (Replace(block.place.key, plain),), safe=True),
    )

r"""A condition compares dates with a plain number.

It may be seconds since 1970 or a bare year, and readers cannot tell which. Write the date as ISO 8601 does. The
values of `aws:EpochTime` are numbers by nature.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "DateGreaterThan": {"aws:CurrentTime": "1798761600"}
                                             ^^^^^^^^^^^^ `1798761600` is a number, which may be seconds or a year
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
      "DateLessThan": {
        "aws:TokenIssueTime": ["2026", 1798761600]
                               ^^^^^^ `2026` is a number, which may be seconds or a year
                                       ^^^^^^^^^^ `1798761600` is a number, which may be seconds or a year
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
    "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}
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
    "Condition": {"DateLessThan": {"aws:EpochTime": "1798761600"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, ConditionBlock, DateKind, Report, date_kind, report, rule


@rule("INVALID_DATE_VALUE", WARNING, summary="plain number for a date", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "Date":
        return
    for condition in block.conditions:
        if condition.key_name == "aws:epochtime":  # a guess, from what the key is
            continue
        for value in condition.values:
            if date_kind(value.value.strip()) is DateKind.NUMBER:
                yield report(
                    value,
                    message=f"`{value.value}` is a number, which may be seconds or a year",
                    help="write the date as in ISO 8601, such as `2026-01-31T12:00:00Z`",
                )

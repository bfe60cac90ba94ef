r"""A condition compares dates with something that is no date.

Such a condition never holds. Dates are written as in ISO 8601: `2026-01-31`, or `2026-01-31T12:00:00Z` with a time. A
plain number has a code of its own.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"DateLessThan": {"aws:CurrentTime": "tomorrow"}}
                                                      ^^^^^^^^^^ `tomorrow` is no date
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
    "Condition": {"DateGreaterThan": {"aws:CurrentTime": ["2026-02-30T00:00:00Z", "01/31/2026"]}}
                                                          ^^^^^^^^^^^^^^^^^^^^^^ `2026-02-30T00:00:00Z` is no date
                                                                                  ^^^^^^^^^^^^ `01/31/2026` is no date
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
      "DateLessThan": {"aws:CurrentTime": "2026-01-31"},
      "DateGreaterThanEquals": {"aws:TokenIssueTime": "2026-01-31T12:00:00+01:00"}
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
    "Condition": {"DateLessThan": {"aws:EpochTime": "1798761600"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, ConditionBlock, DateKind, Report, date_kind, report, rule


@rule("TYPE_MISMATCH_DATE", WARNING, summary="date that is none", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "Date":
        return
    for condition in block.conditions:
        for value in condition.values:
            if date_kind(value.value.strip()) is DateKind.NONE:
                yield report(
                    value, message=f"`{value.value}` is no date", help="write a date such as `2026-01-31T12:00:00Z`"
                )

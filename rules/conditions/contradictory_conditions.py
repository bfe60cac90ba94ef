r"""Two conditions of a statement exclude each other, so that it applies to no request.

All conditions of a statement must hold at once. Where one wants a key to have a value that the other forbids, none
can: an Allow grants nothing, a Deny denies nothing, and nobody notices. Values that are alternatives belong into one
list; conditions that are alternatives belong into two statements.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:RequestedRegion": "eu-west-1"},
                                              ^^^^^^^^^^^ no request meets both conditions on `aws:RequestedRegion`
      "StringLike": {"aws:RequestedRegion": "us-*"}
                                            ^^^^^^
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "*",
      "Resource": "*",
      "Condition": {
        "Null": {"aws:SourceVpce": "true"},
                                   ^^^^^^ no request meets both conditions on `aws:SourceVpce`
        "StringEquals": {"aws:sourcevpce": "vpce-11112222"}
                                           ^^^^^^^^^^^^^^^
      }
    }
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*",
    "Condition": {
      "DateGreaterThan": {"aws:CurrentTime": "2026-12-31T00:00:00Z"},
                                             ^^^^^^^^^^^^^^^^^^^^^^ no request meets both conditions on `aws:CurrentTime`
      "DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}
                                          ^^^^^^^^^^^^^^^^^^^^^^
    }
  }
}
```

Conditions that can be met together:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "*",
      "Condition": {
        "StringLike": {"aws:RequestedRegion": "eu-*"},
        "StringNotEquals": {"aws:RequestedRegion": "eu-south-2"},
        "Null": {"aws:RequestedRegion": "false"}
      }
    },
    {
      "Effect": "Deny",
      "Action": "*",
      "Resource": "*",
      "Condition": {
        "StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-11112222"},
        "Null": {"aws:SourceVpce": "true"}
      }
    }
  ]
}
```

Of several values one may meet the first condition, and another the second:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {
      "ForAnyValue:StringEquals": {"aws:TagKeys": "team"},
      "ForAnyValue:StringLike": {"aws:TagKeys": "stage-*"}
    }
  }
}
```
"""

from collections.abc import Iterator
from itertools import combinations, islice

from iamscope.rules import WARNING, Label, Report, Statement, exclude_each_other, report, rule, spec

#: Each operator may stand once in a statement; more pairs than these come from no person.
_MOST_PAIRS = 100


@rule(
    "CONTRADICTORY_CONDITIONS",
    WARNING,
    summary="conditions that exclude each other",
    on=Statement,
    aws=False,
)
def check(statement: Statement) -> Iterator[Report]:
    if len(statement.condition_blocks) < 2:
        return
    by_key: dict[str, list[int]] = {}
    for number, condition in enumerate(statement.conditions):
        by_key.setdefault(condition.key_name, []).append(number)
    for name, numbers in by_key.items():
        if len(numbers) < 2:
            continue
        key = spec().condition_key(name)
        if key is None or key.multivalued:
            continue
        for first, second in islice(combinations(numbers, 2), _MOST_PAIRS):
            one, other = statement.conditions[first], statement.conditions[second]
            if one.block is not other.block and exclude_each_other(one, other):
                yield report(
                    one,
                    Label(other.place),
                    message=f"no request meets both conditions on `{one.key}`",
                    help="put values that are alternatives into one list, or make two statements",
                )
                break

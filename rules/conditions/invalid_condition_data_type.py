r"""The values of one condition key are of several JSON types.

Strings, numbers and booleans cannot be mixed in one list. Any of them may be written as a string.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {
      "NumericEquals": {"s3:max-keys": ["10", 20]}
                                       ^^^^^^^^^^ values of `s3:max-keys` are of several types: string, number
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
      "StringEquals": {
        "aws:PrincipalTag/shared": [
                                   ^ values of `aws:PrincipalTag/shared` are of several types: string, boolean
          "true",
          false
        ]
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
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {"NumericEquals": {"s3:max-keys": ["10", "20"]}}
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
      "NumericEquals": {"aws:MultiFactorAuthAge": [600, 900.5]},
      "Bool": {"aws:SecureTransport": true}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Condition, FixReport, Replace, Report, is_text, report, rule, type_name


@rule("INVALID_CONDITION_DATA_TYPE", ERROR, summary="values of one condition key of several JSON types", on=Condition)
def check(condition: Condition) -> Iterator[Report]:
    if not condition.is_list or len(condition.values) < 2:
        return
    types = list(dict.fromkeys(type_name(value.json) for value in condition.values))
    if len(types) < 2:
        return
    edits = tuple(Replace(value.place, value.value) for value in condition.values if not is_text(value.json))
    yield report(
        condition,
        message=f"values of `{condition.key}` are of several types: {', '.join(types)}",
        help="write all of them as strings",
        fix=FixReport("write all values as strings", edits, safe=True),
    )

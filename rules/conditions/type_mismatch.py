r"""The operator of a condition does not suit the type of its key.

Each key has values of one type, and IAM compares them as the operator says: `StringEquals` knows `true` as a word of
four letters, and an IP range as a mere text. Strings and ARNs may be compared either way round, but for `StringLike`
on ARNs, which has a code of its own; an ARN operator on a key of which AWS knows that no ARN is in it never holds.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:SecureTransport": "true"}
                       ^^^^^^^^^^^^^^^^^^^^^ `StringEquals` compares strings, and `aws:SecureTransport` has truth values
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
      "StringLike": {"aws:SourceIp": "203.0.113.*"},
                     ^^^^^^^^^^^^^^ `StringLike` compares strings, and `aws:SourceIp` has IP addresses
      "NumericLessThan": {"aws:CurrentTime": "2026"}
                          ^^^^^^^^^^^^^^^^^ `NumericLessThan` compares numbers, and `aws:CurrentTime` has dates
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
    "Condition": {"ArnLike": {"aws:SourceAccount": "111122223333"}}
                              ^^^^^^^^^^^^^^^^^^^ `ArnLike` compares ARNs, and `aws:SourceAccount` has strings
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
    "Condition": {"Bool": {"aws:SecureTransport": "true"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
  }
}
```

ARNs may be compared as strings, the values of tags as ARNs, and any key with `Null`:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"},
      "ArnLike": {"aws:ResourceTag/owner": "arn:aws:iam::111122223333:role/*"},
      "Null": {"aws:MultiFactorAuthAge": "false"}
    }
  }
}
```

`aws:EpochTime` is a date and a number:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "DateGreaterThan": {"aws:EpochTime": "2026-01-01T00:00:00Z"},
      "NumericLessThan": {"aws:EpochTime": "1798761600"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, ConditionBlock, Report, report, rule, spec

_WORDS = {
    "String": "strings",
    "Numeric": "numbers",
    "Date": "dates",
    "Bool": "truth values",
    "Binary": "binary data",
    "IPAddress": "IP addresses",
    "ARN": "ARNs",
}
_OPERATORS = {
    "String": "StringEquals",
    "Numeric": "NumericEquals",
    "Date": "DateGreaterThan",
    "Bool": "Bool",
    "Binary": "BinaryEquals",
    "IPAddress": "IpAddress",
    "ARN": "ArnLike",
}


def _suits(family: str, types: tuple[str, ...], *, free: bool) -> bool:
    """Whether an operator of the family may compare keys of these types; `free` keys hold texts of anyone's choice."""
    if family in types:
        return True
    if family == "String":
        return "ARN" in types  # observed
    return family == "ARN" and free and "String" in types  # observed for tags and encryption contexts


@rule("TYPE_MISMATCH", WARNING, summary="operator does not suit the type of its key", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    family = block.operator.family
    if family in ("", "Null"):
        return
    for condition in block.conditions:
        key = spec().condition_key(condition.key)
        if key is None or not key.types or _suits(family, key.types, free="${" in key.name):
            continue
        known = key.types[0]
        yield report(
            condition.place.key,
            message=f"`{block.operator.text}` compares {_WORDS[family]}, and `{condition.key}` has {_WORDS[known]}",
            help=f"use an operator for {_WORDS[known]}, such as `{_OPERATORS[known]}`",
        )

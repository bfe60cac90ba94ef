r"""A Deny of the same policy leaves nothing of what a statement allows.

A Deny always wins, so the statement has no effect: either it was meant to work, and the Deny is too wide, or it can be
taken out. This is decided over all requests, conditions included; a Deny that holds only sometimes leaves something.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"},
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `NoS3` denies all that this statement allows
    {"Sid": "NoS3", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"},
    {"Effect": "Allow", "Action": ["ec2:StartInstances", "ec2:StopInstances"], "Resource": "*"}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ statement 0 denies all that this statement allows
  ]
}
```

Several can do it together:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "sqs:SendMessage"], "Resource": "*"},
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ statements 1 and 2 deny all that this statement allows
    {"Effect": "Deny", "Action": "s3:*", "Resource": "*"},
    {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}
  ]
}
```

A Deny with a condition, of some resources or of some principals leaves the rest:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"}
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"},
    {"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "sqs:*", "Resource": "*"}
  ]
}
```
"""

from collections.abc import Iterator, Sequence

from iamscope.rules import FindingType, Label, Policy, Report, Statement, denied_entirely, report, rule


@rule(
    "STATEMENT_DENIED_ENTIRELY",
    FindingType.WARNING,
    summary="a Deny leaves nothing of what a statement allows",
    on=Policy,
    aws=False,
    needs=(),
)
def check(policy: Policy) -> Iterator[Report]:
    for statement, denies in denied_entirely(policy):
        yield report(
            statement,
            message=f"{named(denies)} all that this statement allows",
            help="take the statement out, or narrow the Deny",
            related=[Label(deny.place, "the Deny") for deny in denies],
        )


def named(denies: Sequence[Statement]) -> str:
    if len(denies) == 1:
        (deny,) = denies
        return f"`{deny.sid.value}` denies" if deny.sid else f"statement {deny.index} denies"
    numbers = [str(deny.index) for deny in denies]
    return f"statements {', '.join(numbers[:-1])} and {numbers[-1]} deny"

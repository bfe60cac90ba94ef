r"""A statement says nothing that others of the policy do not say.

The policy means the same without it. It is no mistake, but it has to be read, and it counts towards the size quota;
often somebody believes that it is what grants the access, and will one day take out the wrong one. This is decided over
all requests, conditions and patterns included. Statements that say the same word for word are `REDUNDANT_STATEMENT`.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    {"Sid": "One", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `All` says all that this statement says
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["ec2:Describe*", "ec2:StartInstances"], "Resource": "*"},
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ statements 1 and 2 say all that this statement says
    {"Effect": "Allow", "Action": ["ec2:Describe*", "ec2:Get*"], "Resource": "*"},
    {"Effect": "Allow", "Action": "ec2:Start*", "Resource": "*"}
  ]
}
```

A condition, another resource or another effect makes it another statement:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"},
    {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/secret/*"}
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sqs:*", "Resource": "*"},
    {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sqs:SendMessage", "Resource": "*"}
  ]
}
```

An account does not stand for its roles and users: what it is allowed, their own policies have to allow them, while
those who are named need none.

```json resource-type=AWS::KMS::Key
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "kms:Decrypt", "Resource": "*"}
  ]
}
```

```json resource-type=AWS::KMS::Key
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"},
    {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:Decrypt", "Resource": "*"}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ statement 0 says all that this statement says
  ]
}
```

A statement that is about no request is left to the finding that says why:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"},
    {"Effect": "Deny", "Principal": "*", "Action": "sqs:DeleteQueue", "Resource": "*"}
  ]
}
```
"""

from collections.abc import Iterator, Sequence

from iamscope.rules import (
    FindingType,
    Label,
    Persona,
    Policy,
    Report,
    Statement,
    adding_nothing,
    report,
    rule,
    same_statements,
)


@rule(
    "STATEMENT_ADDS_NOTHING",
    FindingType.SUGGESTION,
    summary="a statement says nothing that others do not say",
    on=Policy,
    aws=False,
    needs=(),
    persona=Persona.PEDANTIC,
)
def check(policy: Policy) -> Iterator[Report]:
    repeated = {id(statement) for group in same_statements(policy.statements) for statement in group}
    for statement, others in adding_nothing(policy):
        if id(statement) in repeated:
            continue  # another rule says so
        yield report(
            statement,
            message=f"{named(others)} all that this statement says",
            help="take the statement out",
            related=[Label(other.place, "says it") for other in others],
        )


def named(others: Sequence[Statement]) -> str:
    if len(others) == 1:
        (other,) = others
        return f"`{other.sid.value}` says" if other.sid else f"statement {other.index} says"
    numbers = [str(other.index) for other in others]
    return f"statements {', '.join(numbers[:-1])} and {numbers[-1]} say"

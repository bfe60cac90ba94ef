r"""Two statements say the same.

The policy means the same without one of them. Statements are compared element by element, apart from their Sids:
the order of elements and of lists plays no part, nor whether a single value stands in a list. Actions, condition
operators and condition keys are compared without regard to case.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"},
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the 2 statements say the same
    {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
    {"Effect": "Allow", "Resource": ["*"], "Action": ["s3:List*", "S3:get*"]}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {
    ^ the 2 statements say the same
      "Effect": "Deny",
      "Principal": "*",
      "Action": "sqs:*",
      "Resource": "*",
      "Condition": {"Bool": {"aws:SecureTransport": "false"}}
    },
    {
    ^
      "Effect": "Deny",
      "Principal": {"AWS": "*"},
      "Action": "sqs:*",
      "Resource": "*",
      "Condition": {"Bool": {"aws:SecureTransport": [false]}}
    }
  ]
}
```

Statements that differ in anything else are two statements, even if one allows all that the other does:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Sid": "A", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "*"},
    {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"},
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::AMZN-S3-DEMO-BUCKET/*"}
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    },
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:PrincipalTag/team": "Red"}}
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Policy, Report, report, rule, same_statements


@rule("REDUNDANT_STATEMENT", SUGGESTION, summary="two statements say the same", on=Policy)
def check(policy: Policy) -> Iterator[Report]:
    if len(policy.statements) < 2:
        return
    for group in same_statements(policy.statements):
        yield report(
            *group,
            message=f"the {len(group)} statements say the same",
            help="keep one of them and remove the others",
        )

r"""`ForAllValues` stands in front of an operator on a key that has one value.

`ForAllValues` holds for a request without the key, as none of its values fails to match. On a key that is meant to
keep callers out, such as the organisation, everybody who does not send it gets in.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "ForAllValues:StringEquals": {
        "aws:PrincipalOrgID": "o-a1b2c3d4e5"
        ^^^^^^^^^^^^^^^^^^^^ `ForAllValues` also holds for requests without `aws:PrincipalOrgID`
      }
    }
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "accounts.google.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "ForAllValues:StringEquals": {
        "accounts.google.com:aud": "66677788899900pro0"
        ^^^^^^^^^^^^^^^^^^^^^^^^^ `ForAllValues` also holds for requests without `accounts.google.com:aud`
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
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
  }
}
```

It belongs to keys with many values:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]}}
  }
}
```

`ForAnyValue` demands a value, so that it is merely superfluous:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"ForAnyValue:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, ConditionBlock, Report, report, rule, spec


@rule(
    "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
    SECURITY_WARNING,
    summary="`ForAllValues` on a key with one value",
    on=ConditionBlock,
    security_severity=7.0,
)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.qualifier != "ForAllValues" or operator.family in ("", "Null"):
        return
    for condition in block.conditions:
        key = spec().condition_key(condition.key)
        if key is not None and not key.multivalued:
            yield report(
                condition.place.key,
                message=f"`ForAllValues` also holds for requests without `{condition.key}`",
                help=f"write `{operator.documented.removeprefix('ForAllValues:')}`",
            )

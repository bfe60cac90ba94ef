r"""A service is allowed under a condition on a key that its requests never carry.

A service principal belongs to no organization: `aws:PrincipalOrgID` and `aws:PrincipalOrgPaths` are missing from its
requests, so that the statement never allows the service anything. What the author most often means is the
organization on whose behalf the service calls, `aws:SourceOrgID`.

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "cloudfront.amazonaws.com"},
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {
        "aws:PrincipalOrgID": "o-a1b2c3d4e5",
        ^^^^^^^^^^^^^^^^^^^^ requests of `cloudfront.amazonaws.com` never carry `aws:PrincipalOrgID`
        "aws:SourceAccount": "111122223333"
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": ["config.amazonaws.com"]},
                                ^^^^^^^^^^^^^^^^^^^^^^
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {
        "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
                         ^^^^^^^^^^^^^^^^^^^^ requests of `config.amazonaws.com` never carry `aws:PrincipalOrgID` and `aws:PrincipalOrgPaths`
        "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}
                                   ^^^^^^^^^^^^^^^^^^^^^^^
      }
    }
  ]
}
```

Test the source:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "cloudfront.amazonaws.com"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}
    }
  }
}
```

Conditions that hold without the key, and those of a Deny, are no mistake:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": "cloudfront.amazonaws.com"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {
        "StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
        "StringEquals": {"aws:SourceAccount": "111122223333"}
      }
    },
    {
      "Effect": "Deny",
      "Principal": {"Service": "cloudfront.amazonaws.com"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {
        "StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
      }
    }
  ]
}
```
"""

from collections.abc import Iterator, Sequence

from iamscope.rules import ERROR, Condition, PolicyType, Precision, Report, Statement, facts, report, rule

# a statement has few such conditions; the bound keeps the reports on huge ones small
MOST_KEYS = 20


@rule(
    "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
    ERROR,
    summary="condition key that a service's requests never carry",
    on=Statement,
    policy_types={PolicyType.RESOURCE},
    precision=Precision.MEDIUM,
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not statement.conditions:
        return
    principals = [principal for principal in statement.principals if principal.kind == "Service"]
    if not principals:
        return
    never = facts("facts/source-keys")["never_present"]
    of_all = absent(statement, never["*"])
    for principal in principals:
        more = never.get(principal.value.lower(), ())
        needed = of_all + absent(statement, more) if more else of_all
        if needed:
            keys = dict.fromkeys(condition.key for condition in needed)
            yield report(
                *(condition.place.key for condition in needed),
                principal,
                message=f"requests of `{principal.value}` never carry {' and '.join(f'`{key}`' for key in keys)}",
                help="test `aws:SourceOrgID`, `aws:SourceAccount` or `aws:SourceArn` instead",
            )


def absent(statement: Statement, keys: Sequence[str]) -> list[Condition]:
    """The conditions on these keys that cannot hold without them."""
    return [condition for condition in statement.conditions_on(*keys) if needs_key(condition)][:MOST_KEYS]


def needs_key(condition: Condition) -> bool:
    """Whether a condition cannot hold without its key."""
    operator = condition.operator
    return (
        operator.known
        and operator.family != "Null"
        and not operator.negated
        and not operator.if_exists
        and operator.qualifier != "ForAllValues"
    )

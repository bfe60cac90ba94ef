r"""A role's trust policy uses `NotPrincipal`.

IAM does not take the element there, whatever the effect: a trust policy says who may assume the role, not who may not.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotPrincipal": {"AWS": "111122223333"},
                    ^^^^^^^^^^^^^^^^^^^^^^^ a role's trust policy cannot have `NotPrincipal`
    "Action": "sts:AssumeRole"
  }
}
```

```json resource-type=AWS::IAM::AssumeRolePolicyDocument
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:role/app"]},
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a role's trust policy cannot have `NotPrincipal`
      "Action": "sts:AssumeRole"
    }
  ]
}
```

Name those who may:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
    "Action": "sts:AssumeRole"
  }
}
```

Policies of other resources may have the element:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/app"},
    "Action": "s3:DeleteObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Report, Statement, report, rule


@rule(
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
    ERROR,
    summary="`NotPrincipal` in a trust policy",
    on=Statement,
    policy_types={PolicyType.TRUST},
)
def check(statement: Statement) -> Iterator[Report]:
    element = statement.element("NotPrincipal")
    if element is not None:
        yield report(
            element,
            message="a role's trust policy cannot have `NotPrincipal`",
            help="name who may assume the role in `Principal`",
        )

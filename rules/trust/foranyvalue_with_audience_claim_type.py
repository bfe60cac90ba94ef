r"""The audience of a token is tested with `ForAnyValue`.

A token may be made out to several audiences, and `ForAnyValue` is content when one of them matches: also with tokens
that their holder got for something else. Most providers send one audience, which needs no qualifier.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "accounts.google.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "ForAnyValue:StringEquals": {"accounts.google.com:aud": "example-client"}
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^ `ForAnyValue` accepts tokens for other audiences too
    }
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "ForAnyValue:StringLike": {"idp.example.com:aud": ["first", "second"]},
                                 ^^^^^^^^^^^^^^^^^^^^^ `ForAnyValue` accepts tokens for other audiences too
      "StringEquals": {"idp.example.com:sub": "app"}
    }
  }
}
```

Test it without a qualifier; other claims may need one:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "cognito-identity.amazonaws.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:11112222-3333-4444-5555-666677778888"},
      "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, PolicyType, Report, Statement, audience_conditions, report, rule


@rule(
    "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
    SECURITY_WARNING,
    summary="audience tested with `ForAnyValue`",
    on=Statement,
    policy_types={PolicyType.TRUST, PolicyType.RESOURCE},
    security_severity=5.5,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows:
        return
    for condition in audience_conditions(statement):
        if condition.operator.qualifier == "ForAnyValue" and condition.operator.family == "String":
            yield report(
                condition.place.key,
                message="`ForAnyValue` accepts tokens for other audiences too",
                help="test the audience without a qualifier",
            )

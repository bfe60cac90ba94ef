r"""The audience of a custom OIDC provider is tested as a single value.

That is right for a provider that makes each token out to one audience, as GitHub and GitLab do. A provider may also
send a list, and then a condition without a qualifier may not do what it seems to: see in the provider's documentation
which it is. Once that is known, there is nothing to mend; as AWS reports it on every such trust policy, it waits for
`--persona pedantic`, but for the format `aws`.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `token.actions.githubusercontent.com:aud` is tested as a single value
        "token.actions.githubusercontent.com:sub": "repo:example/app:ref:refs/heads/main"
      }
    }
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com/tenants/1"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringLike": {"idp.example.com/tenants/1:aud": ["first", "second"]}
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `idp.example.com/tenants/1:aud` is tested as a single value
      }
    }
  ]
}
```

The audiences of providers that AWS knows are known to be single, and other claims are no audiences:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": ["cognito-identity.amazonaws.com", "accounts.google.com"]},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "cognito-identity.amazonaws.com:aud": "us-east-1:11112222-3333-4444-5555-666677778888",
          "accounts.google.com:aud": "example-client"
        }
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"idp.example.com:sub": "app"}
      }
    }
  ]
}
```

With a qualifier the author has made up their mind, which other checks look at:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "ForAnyValue:StringEquals": {"idp.example.com:aud": "app"},
      "Null": {"idp.example.com:aud": "false"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Persona, PolicyType, Report, Statement, audience_conditions, report, rule


@rule(
    "CONFIRM_AUDIENCE_CLAIM_TYPE",
    SUGGESTION,
    summary="audience of a custom provider tested as a single value",
    on=Statement,
    policy_types={PolicyType.TRUST, PolicyType.RESOURCE},
    persona=Persona.PEDANTIC,
    needs=(),
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows:
        return
    for condition in audience_conditions(statement, custom=True):
        if not condition.operator.qualifier and condition.operator.family == "String":
            yield report(
                condition.place.key,
                message=f"`{condition.key}` is tested as a single value",
                help=f"confirm that `{condition.key[:-4]}` makes each token out to one audience",
            )

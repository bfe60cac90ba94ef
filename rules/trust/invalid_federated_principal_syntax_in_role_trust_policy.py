r"""A federated principal is no identity provider.

`Federated` takes the domain name of a provider that AWS knows (`accounts.google.com`,
`cognito-identity.amazonaws.com`) or the ARN of a SAML or OIDC provider of the account. Nobody can assume a role
through anything else, and IAM refuses most of it.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "my idp"},
                               ^^^^^^^^ `my idp` is no identity provider
    "Action": "sts:AssumeRoleWithSAML",
    "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
  }
}
```

A URL, another ARN and a wildcard are no providers either:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": [
        "https://token.actions.githubusercontent.com",
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `https://token.actions.githubusercontent.com` is no identity provider
        "arn:aws:iam::111122223333:role/app",
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `arn:aws:iam::111122223333:role/app` is no identity provider
        "*"
        ^^^ `*` is no identity provider
      ]
    },
    "Action": "sts:AssumeRoleWithWebIdentity"
  }
}
```

All of these are:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/idp"},
      "Action": "sts:AssumeRoleWithSAML",
      "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    },
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": [
          "arn:aws-cn:iam::111122223333:oidc-provider/idp.example.com/tenants/1",
          "accounts.google.com",
          "cognito-identity.amazonaws.com"
        ]
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
```

What is only known when the policy is deployed is left alone:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "${var.provider_arn}"},
    "Action": "sts:AssumeRoleWithWebIdentity"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Principal, Report, provider_of, report, rule


@rule(
    "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
    ERROR,
    summary="federated principal that is no identity provider",
    on=Principal,
    policy_types={PolicyType.TRUST},
)
def check(principal: Principal) -> Iterator[Report]:
    provider = provider_of(principal)
    if provider is None or provider.kind or not principal.value or "${" in principal.value:
        return
    yield report(
        principal,
        message=f"`{principal.value}` is no identity provider",
        help="name a domain such as `accounts.google.com`, or the ARN of a `saml-provider` or `oidc-provider`",
    )

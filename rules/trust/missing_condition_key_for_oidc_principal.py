r"""A role trusts an OIDC provider without a condition on its tokens.

Every token of the provider is then good enough: for a provider that serves many customers that is anybody's. Test a
claim of the provider itself, whose condition keys begin with its name: `accounts.google.com:aud`,
`idp.example.com:sub`.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "accounts.google.com"},
                               ^^^^^^^^^^^^^^^^^^^^^ every token of `accounts.google.com` is accepted
    "Action": "sts:AssumeRoleWithWebIdentity"
  }
}
```

Claims of another provider, and keys that are no claims, do not count:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": [
        "arn:aws:iam::111122223333:oidc-provider/gitlab.com",
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ every token of `gitlab.com` is accepted
        "arn:aws:iam::111122223333:oidc-provider/idp.example.com/tenants/1"
      ]
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {"idp.example.com/tenants/1:sub": "app", "aws:RequestedRegion": "us-east-1"}
    }
  }
}
```

Keys may be written in any case, and SAML providers have keys of their own:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "accounts.google.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {"StringEquals": {"Accounts.google.com:AUD": "example-client"}}
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/idp"},
      "Action": "sts:AssumeRoleWithSAML"
    },
    {
      "Effect": "Deny",
      "Principal": {"Federated": "accounts.google.com"},
      "Action": "sts:TagSession"
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SECURITY_WARNING,
    PolicyType,
    Report,
    Statement,
    claims_by_issuer,
    known_place,
    oidc_principals,
    report,
    rule,
)


@rule(
    "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
    SECURITY_WARNING,
    summary="trust in every token of an OIDC provider",
    on=Statement,
    policy_types={PolicyType.TRUST},
    security_severity=8.5,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows:
        return
    principals = list(oidc_principals(statement))
    tested = claims_by_issuer(statement) if principals else {}
    for principal, provider in principals:
        if provider.issuer not in tested:
            yield report(
                known_place(principal),
                message=f"every token of `{provider.issuer}` is accepted",
                help=f"add conditions on claims such as `{provider.issuer}:aud` and `{provider.issuer}:sub`",
            )

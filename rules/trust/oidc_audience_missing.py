r"""A role trusts a public identity provider without naming the application.

Amazon Cognito, Google, Facebook and Login with Amazon are known to AWS without a provider in the account, whose list of
audiences STS would otherwise hold a token against. Only the trust policy can say which identity pool or application
the tokens must be for. Without that, whoever runs any application can use the tokens that its users hand over, and
anyone can set up an identity pool of their own.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tokens of any identity pool of any account are accepted
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}
    }
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "accounts.google.com"},
                                 ^^^^^^^^^^^^^^^^^^^^^ tokens for any application that signs in with Google are accepted
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"accounts.google.com:sub": "123456789012345678901"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "www.amazon.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringLike": {"www.amazon.com:app_id": "*"}
                                                ^^^ `*` accepts tokens for any application that signs in with Amazon
      }
    }
  ]
}
```

Name it:

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

A provider of the account has its list of audiences, so that a condition may be missing. No condition at all is
Access Analyzer's to report (`MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL`).

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"gitlab.com:sub": "project_path:example/app:ref_type:branch:ref:main"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "graph.facebook.com"},
      "Action": "sts:AssumeRoleWithWebIdentity"
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
    claims,
    facts,
    is_open,
    is_positive,
    oidc_principals,
    report,
    rule,
)


@rule(
    "OIDC_AUDIENCE_MISSING",
    SECURITY_WARNING,
    summary="trust in tokens for any application",
    on=Statement,
    policy_types={PolicyType.TRUST},
    aws=False,
    security_severity=8.0,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not statement.conditions:
        return
    # of a domain that is named twice one is enough
    named = {provider.issuer: principal for principal, provider in oidc_principals(statement)}
    for issuer, known in facts("facts/oidc-issuers")["applications"].items():
        principal = named.get(issuer)
        if principal is None or principal.value.startswith("arn:"):
            continue
        tested = list(claims(statement, issuer))
        asked = [condition for claim, condition in tested if claim in known["claims"] and is_positive(condition)]
        if not tested or any(not any(is_open(value, one) for value in one.values) for one in asked):
            continue
        help = f"test `{issuer}:{known['claims'][0]}`"
        for condition in asked:
            for value in condition.values:
                if is_open(value, condition):
                    yield report(value, message=f"`{value.value}` accepts {known['tokens']}", help=help)
        if not asked:
            yield report(principal, message=f"{known['tokens']} are accepted", help=help)

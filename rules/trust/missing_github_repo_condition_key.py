r"""A role trusts GitHub Actions without asking which repository a workflow runs in.

All of GitHub shares one issuer: without a condition on `token.actions.githubusercontent.com:sub`, a workflow of any
repository of any user can assume the role. The audience is no protection: the workflow chooses it.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ any repository on GitHub can assume the role
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
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
      "Principal": {
        "Federated": ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ any repository on GitHub can assume the role
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
```

Ask for the subject:

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
        "token.actions.githubusercontent.com:sub": "repo:example/app:ref:refs/heads/main"
      }
    }
  }
}
```

A claim that pins the repository in another way will do as well, and so will an issuer of one enterprise alone:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"token.actions.githubusercontent.com:repository_id": "123456789"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com/example"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"token.actions.githubusercontent.com/example:aud": "sts.amazonaws.com"}
      }
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
    known_place,
    oidc_principals,
    report,
    rule,
)

GITHUB = "token.actions.githubusercontent.com"


@rule(
    "MISSING_GITHUB_REPO_CONDITION_KEY",
    SECURITY_WARNING,
    summary="trust in GitHub Actions of any repository",
    on=Statement,
    policy_types={PolicyType.TRUST},
    security_severity=9.3,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows:
        return
    principals = [principal for principal, provider in oidc_principals(statement) if provider.issuer == GITHUB]
    if not principals:
        return
    # AWS speaks of `sub` alone; other claims that name the repository became condition keys later
    pinning = facts("facts/oidc-issuers")["issuers"][GITHUB]["tenant_claims"]
    if any(claim in pinning for claim, _ in claims(statement, GITHUB)):
        return
    for principal in principals:
        yield report(
            known_place(principal),
            message="any repository on GitHub can assume the role",
            help=f"add a condition on `{GITHUB}:sub`, such as `repo:OWNER/NAME:ref:refs/heads/BRANCH`",
        )

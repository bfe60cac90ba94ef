r"""A role trusts an OIDC issuer that many share, and lets in more than one of them.

GitHub, GitLab.com, HCP Terraform, Buildkite and Google each sign the tokens of all their users with one key, and an
EKS cluster those of all its pods. Only a claim says whose token it is, most often `sub`. Without a condition on it, or
with a wildcard where the name of the owner belongs, anyone who can get a token there can assume the role. An audience
is no protection: whoever asks for the token chooses it.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"},
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CI jobs of any project on GitLab.com can assume the role
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {"gitlab.com:aud": "https://gitlab.com"}
    }
  }
}
```

A name that is cut off by a wildcard can be had by anyone too:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/app.terraform.io"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"app.terraform.io:aud": "aws.workload.identity"},
        "StringLike": {
          "app.terraform.io:sub": [
            "organization:*:project:*:workspace:web:run_phase:*",
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `organization:*:project:*:workspace:web:run_phase:*` lets in runs of any organization on HCP Terraform
            "organization:example:project:*",
            "organization:exam*"
            ^^^^^^^^^^^^^^^^^^^^ anyone can register a name that `organization:exam*` matches
          ]
        }
      }
    }
  ]
}
```

In a cluster, name the service account:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringLike": {
        "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:*:*"
                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `system:serviceaccount:*:*` lets in pods of any service account in the cluster
      }
    }
  }
}
```

A subject that names its owner, or another claim that does, is enough:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringLike": {"gitlab.com:sub": "project_path:example/*:ref_type:branch:ref:main"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"gitlab.com:project_id": "123456"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringLike": {"oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:*:external-dns"}
      }
    }
  ]
}
```

Issuers that serve one customer alone (CircleCI, Bitbucket Pipelines, a GitLab or GitHub of one's own) are left to their
owner, and so is a role that can be assumed from certain networks only. What Access Analyzer says itself is not said
twice: no condition at all (`MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL`), GitHub without a subject
(`MISSING_GITHUB_REPO_CONDITION_KEY`), `repo:*` (`WILDCARD_USAGE_TOO_PERMISSIVE`).

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.circleci.com/org/11112222-3333"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"oidc.circleci.com/org/11112222-3333:aud": "11112222-3333"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"gitlab.com:aud": "https://gitlab.com"},
        "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}
      }
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:*"}
      }
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SECURITY_WARNING,
    Condition,
    PolicyType,
    Principal,
    Report,
    SharedIssuer,
    Statement,
    admits_lookalikes,
    admits_strangers,
    claims_by_issuer,
    is_loose,
    is_open,
    is_positive,
    known_place,
    oidc_principals,
    report,
    rule,
    shared_issuer,
    spec,
    strictness,
)

GITHUB = "token.actions.githubusercontent.com"
NETWORK_KEYS = ("aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc", "aws:SourceVpce")


@rule(
    "OIDC_SUBJECT_TOO_WIDE",
    SECURITY_WARNING,
    summary="trust in everyone who uses an OIDC issuer",
    on=Statement,
    policy_types={PolicyType.TRUST},
    aws=False,
    security_severity=8.8,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not statement.conditions:
        return
    trusted: dict[str, list[Principal]] = {}
    for principal, provider in oidc_principals(statement):
        trusted.setdefault(provider.issuer, []).append(principal)
    if not trusted or any(map(is_positive, statement.conditions_on(*NETWORK_KEYS))):
        return
    tested = claims_by_issuer(statement)
    for name, principals in trusted.items():
        issuer = shared_issuer(name)
        if issuer is not None and name in tested:  # untested, it is Access Analyzer's to report
            yield from check_issuer(name, issuer, principals, tested[name])


def check_issuer(
    name: str, issuer: SharedIssuer, principals: list[Principal], tested: list[tuple[str, Condition]]
) -> Iterator[Report]:
    asked = [(claim, condition) for claim, condition in tested if is_positive(condition)]
    for claim, condition in asked:
        if claim in issuer.tenant_claims and not any(is_wide(claim, condition, issuer)):
            return
    subjects = [condition for claim, condition in asked if claim == "sub"]
    help = f"name whose tokens are meant in `{name}:sub`, as in `{issuer.example}`"
    for condition in subjects:
        strict = strictness(condition, spec())
        for value, wide in zip(condition.values, is_wide("sub", condition, issuer), strict=True):
            if not wide or is_loose(value.value, strict, variable=False):
                continue
            if admits_lookalikes(value, issuer):
                message = f"anyone can register a name that `{value.value}` matches"
            else:
                message = f"`{value.value}` lets in {issuer.who}"
            yield report(value, message=message, help=help)
    if not subjects and (name != GITHUB or any(claim in issuer.tenant_claims for claim, _ in tested)):
        for principal in principals:
            yield report(known_place(principal), message=f"{issuer.who} can assume the role", help=help)


def is_wide(claim: str, condition: Condition, issuer: SharedIssuer) -> Iterator[bool]:
    """For each value, whether it leaves open whose token it is."""
    for value in condition.values:
        yield admits_strangers(value, condition, issuer) if claim == "sub" else is_open(value, condition)

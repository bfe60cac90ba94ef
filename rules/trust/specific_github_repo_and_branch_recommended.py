r"""A role trusts GitHub Actions without naming one repository and branch.

The subject of GitHub's tokens says where a workflow runs: `repo:OWNER/NAME:ref:refs/heads/BRANCH`,
`repo:OWNER/NAME:environment:NAME`, `repo:OWNER/NAME:pull_request`. With a wildcard, or without a branch, whoever can
push any branch or open a pull request may be able to assume the role.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
      "StringLike": {"token.actions.githubusercontent.com:sub": "repo:example/app:*"}
                                                                ^^^^^^^^^^^^^^^^^^^^ `repo:example/app:*` leaves repository or branch open
    }
  }
}
```

Each value of a list counts for itself, and an environment is no branch:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringLike": {
        "token.actions.githubusercontent.com:sub": [
          "repo:example/app:ref:refs/heads/main",
          "repo:example/app:ref:refs/heads/*",
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `repo:example/app:ref:refs/heads/*` leaves repository or branch open
          "repo:example/app:environment:production"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `repo:example/app:environment:production` does not name a branch
        ]
      }
    }
  }
}
```

Name the branch:

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

or, where the subject names an environment, test the claim `ref` beside it:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "token.actions.githubusercontent.com:sub": "repo:example/app:environment:production",
        "token.actions.githubusercontent.com:ref": "refs/heads/main"
      }
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    WARNING,
    Condition,
    ConditionValue,
    PolicyType,
    Precision,
    Report,
    Statement,
    claims,
    oidc_principals,
    report,
    rule,
)

GITHUB = "token.actions.githubusercontent.com"


@rule(
    "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
    WARNING,
    summary="trust in GitHub Actions without a repository and branch",
    on=Statement,
    policy_types={PolicyType.TRUST},
    security_severity=5.0,
    precision=Precision.MEDIUM,
    needs={"Condition"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not any(provider.issuer == GITHUB for _, provider in oidc_principals(statement)):
        return
    asked: dict[str, list[Condition]] = {}
    for claim, condition in claims(statement, GITHUB):
        if condition.operator.family == "String" and not condition.operator.negated:
            asked.setdefault(claim, []).append(condition)
    # several operators must all hold, so that one which names branches is enough
    if any(condition.values and all(map(names_branch, condition.values)) for condition in asked.get("sub", ())):
        return
    branch_beside = any(
        condition.values and all(not value.has_wildcard for value in condition.values)
        for condition in asked.get("ref", ())
    )
    for condition in asked.get("sub", ()):
        for value in condition.values:
            if names_branch(value) or (branch_beside and not value.has_wildcard):
                continue
            if value.has_wildcard:
                message = f"`{value.value}` leaves repository or branch open"
                remedy = "name repository and branch, as in `repo:OWNER/NAME:ref:refs/heads/BRANCH`"
            else:
                message = f"`{value.value}` does not name a branch"
                remedy = f"add a condition on `{GITHUB}:ref`, such as `refs/heads/BRANCH`, or name the branch here"
            yield report(value, message=message, help=remedy)


def names_branch(value: ConditionValue) -> bool:
    """Whether a subject names a branch or tag, or is known too little of to say."""
    text = value.value
    if "${" in text:
        return True
    if value.has_wildcard:
        return False
    # a subject that does not begin with the repository was shaped by its owner: it could name anything
    return "refs/heads/" in text or "refs/tags/" in text or not text.startswith("repo:")

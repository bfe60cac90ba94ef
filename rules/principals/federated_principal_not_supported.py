r"""The policy of a resource names a federated principal.

AWS refuses it: identity providers are principals of the trust policies of roles and of nothing else. People who sign
in through a provider assume a role, and the role is who a bucket or a queue may trust.

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/idp"},
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ federated principal in a resource's policy
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "NotPrincipal": {"Federated": ["accounts.google.com", "www.amazon.com"]},
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ federated principal in a resource's policy
      "Action": "sqs:SendMessage",
      "Resource": "*"
    }
  ]
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/idp"},
    "Action": "sts:AssumeRoleWithSAML"
  }
}
```

A policy whose resource is unknown and that is about assuming roles may well be a trust policy:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "accounts.google.com"},
    "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Report, Statement, elements, report, rule


@rule(
    "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
    ERROR,
    summary="policy of a resource names a federated principal",
    on=Statement,
    policy_types={PolicyType.RESOURCE},
    needs={"Action"},
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Principal", "NotPrincipal"):
        principal = statement.element(name)
        if principal is None:
            continue
        for kind in elements(principal.value, principal.place):
            if kind.name == "Federated" and not _may_be_trust(statement):
                yield report(
                    kind,
                    message="federated principal in a resource's policy",
                    help="name the roles that are assumed through the provider",
                )


def _may_be_trust(statement: Statement) -> bool:
    return statement.policy.resource_type is None and any(action.service == "sts" for action in statement.actions)

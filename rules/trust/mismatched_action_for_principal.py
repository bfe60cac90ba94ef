r"""An action does not fit the kind of principal that it is allowed to.

`sts:AssumeRole` is for AWS identities and services, `sts:AssumeRoleWithSAML` for SAML providers and
`sts:AssumeRoleWithWebIdentity` for OIDC providers. In any other pair the action does nothing for that principal.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": ["cognito-identity.amazonaws.com"]},
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      "Action": ["sts:AssumeRole", "sts:TagSession"],
                 ^^^^^^^^^^^^^^^^ `sts:AssumeRole` is not for `cognito-identity.amazonaws.com`
      "Condition": {
        "StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:11112222-3333-4444-5555-666677778888"}
      }
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
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "Action": "sts:AssumeRoleWithWebIdentity"
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `sts:AssumeRoleWithWebIdentity` is not for `arn:aws:iam::111122223333:saml-provider/idp`
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333", "Service": "ec2.amazonaws.com"},
                         ^^^^^^^^^^^^^^
                                                    ^^^^^^^^^^^^^^^^^^^
    "Action": "sts:AssumeRoleWithSAML"
              ^^^^^^^^^^^^^^^^^^^^^^^^ `sts:AssumeRoleWithSAML` is not for `111122223333`, `ec2.amazonaws.com`
  }
}
```

One principal of several that is left without an action of its own:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "AWS": "111122223333",
      "Federated": "arn:aws:iam::111122223333:saml-provider/idp"
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    },
    "Action": "sts:AssumeRole"
              ^^^^^^^^^^^^^^^^ `sts:AssumeRole` is not for `arn:aws:iam::111122223333:saml-provider/idp`
  }
}
```

A statement in which each principal finds its action, and each action its principal, is fine:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "AWS": "111122223333",
      "Federated": [
        "arn:aws:iam::111122223333:saml-provider/idp",
        "arn:aws:iam::111122223333:oidc-provider/idp.example.com"
      ]
    },
    "Action": ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
  }
}
```

Wildcards fit every principal, and a name that is no provider could be of either kind:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/idp"},
      "Action": "sts:AssumeRole*"
    },
    {
      "Effect": "Allow",
      "Principal": {"Federated": "${var.provider}"},
      "Action": "sts:AssumeRoleWithSAML"
    },
    {
      "Effect": "Allow",
      "Principal": {"AWS": "*"},
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, SAML, PolicyType, Principal, Report, Statement, matches, provider_of, report, rule

# what each action is for; a federated principal of unknown kind is `Federated`
SUITED = {
    "sts:assumerole": {"AWS", "Service"},
    "sts:assumerolewithsaml": {SAML, "Federated"},
    "sts:assumerolewithwebidentity": {"oidc", "Federated"},
}
HELP = (
    "use `sts:AssumeRole` for AWS identities and services, `sts:AssumeRoleWithSAML` for SAML providers, "
    "`sts:AssumeRoleWithWebIdentity` for OIDC providers"
)


@rule(
    "MISMATCHED_ACTION_FOR_PRINCIPAL",
    ERROR,
    summary="action that does not fit its principal",
    on=Statement,
    policy_types={PolicyType.TRUST, PolicyType.RESOURCE},
    needs={"Principal", "Action"},
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows:
        return
    policy = statement.policy
    if policy.policy_type is PolicyType.RESOURCE and policy.resource_type is not None:
        return
    actions = [action for action in statement.actions if action.value.lower() in SUITED]
    if not actions or not statement.principals:
        return
    kinds = [(principal, kind(principal)) for principal in statement.principals]
    present = {kind for _, kind in kinds}
    if "" in present:
        return
    patterns = {action.value.lower() for action in statement.actions}
    offered = [name for name in SUITED if any(matches(pattern, name) for pattern in patterns)]
    # useful pairs elsewhere in the statement explain a pair that does not fit
    served = {kind for kind in present if any(kind in SUITED[name] for name in offered)}
    for action in {action.value.lower(): action for action in reversed(actions)}.values():  # of equal ones the first
        suited = SUITED[action.value.lower()]
        useful = not suited.isdisjoint(present)
        wrong = [principal for principal, kind in kinds if kind not in suited and not (useful and kind in served)]
        if wrong:
            yield report(
                action,
                *wrong,
                message=f"`{action.value}` is not for {', '.join(f'`{principal.value}`' for principal in wrong[:3])}"
                + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""),
                help=HELP,
            )


def kind(principal: Principal) -> str:
    """The kind of a principal as in `SUITED`; empty where it could be anyone."""
    provider = provider_of(principal)
    if provider is not None:
        return provider.kind or "Federated"
    if principal.kind in ("AWS", "Service") and "*" not in principal.value and "${" not in principal.value:
        return principal.kind
    return ""

r"""A role for IAM Roles Anywhere lacks one of the three actions that the service needs.

Roles Anywhere assumes the role, sets the source identity to the certificate's and tags the session with what the
certificate says. Without `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession` no session is ever created.
The actions of all Allow statements for `rolesanywhere.amazonaws.com` count together, wildcards too.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "rolesanywhere.amazonaws.com"},
    "Action": "sts:AssumeRole"
              ^^^^^^^^^^^^^^^^ `rolesanywhere.amazonaws.com` is not allowed `sts:SetSourceIdentity` and `sts:TagSession`
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": ["ec2.amazonaws.com", "rolesanywhere.amazonaws.com"]},
      "Action": ["sts:AssumeRole", "sts:TagSession"]
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `rolesanywhere.amazonaws.com` is not allowed `sts:SetSourceIdentity`
    }
  ]
}
```

Allow all three:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "rolesanywhere.amazonaws.com"},
    "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
    "Condition": {
      "ArnEquals": {"aws:SourceArn": "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/11112222-3333-4444"}
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
      "Principal": {"Service": "rolesanywhere.amazonaws.com"},
      "Action": ["sts:assumeRole", "sts:Set*"]
    },
    {
      "Effect": "Allow",
      "Principal": {"Service": "rolesanywhere.amazonaws.com"},
      "Action": "sts:TagSession"
    }
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Policy, PolicyType, Report, Statement, matches, report, rule

ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"
NEEDED = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")


@rule(
    "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
    ERROR,
    summary="trust in roles anywhere without an action that it needs",
    on=Policy,
    policy_types={PolicyType.TRUST},
    needs={"Statement", "Action"},
)
def check(policy: Policy) -> Iterator[Report]:
    # AWS speaks of the policy, so that the statements are taken together (guessed)
    statements = [statement for statement in policy.statements if statement.allows and trusts(statement)]
    missing = [action for action in NEEDED if not any(offers(statement, action) for statement in statements)]
    if not statements or not missing:
        return
    places = [element for statement in statements if (element := statement.first("Action", "NotAction"))]
    if places:
        yield report(
            places[0],
            message=f"`{ROLES_ANYWHERE}` is not allowed {' and '.join(f'`{action}`' for action in missing)}",
            help="allow `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession`",
            related=places[1:],
        )


def trusts(statement: Statement) -> bool:
    return any(
        principal.kind == "Service" and principal.value.lower() == ROLES_ANYWHERE for principal in statement.principals
    )


def offers(statement: Statement, action: str) -> bool:
    name = action.lower()
    if statement.not_actions:
        return not any(matches(pattern.value.lower(), name) for pattern in statement.not_actions)
    return any(matches(pattern.value.lower(), name) for pattern in statement.actions)

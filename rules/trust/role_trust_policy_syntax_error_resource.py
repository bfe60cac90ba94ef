r"""A role's trust policy has a `Resource` or `NotResource`.

The only resource of a trust policy is the role that it is attached to; IAM refuses a policy that names one.

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
    "Action": "sts:AssumeRole",
    "Resource": "*"
                ^^^ a role's trust policy cannot have `Resource`
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Principal": {"AWS": "*"},
      "Action": "sts:AssumeRole",
      "NotResource": ["arn:aws:iam::111122223333:role/app"]
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a role's trust policy cannot have `NotResource`
    }
  ]
}
```

Leave it out:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
    "Action": "sts:AssumeRole"
  }
}
```

Other policies need one:

```json type=identity
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Resource": "arn:aws:iam::111122223333:role/app"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, PolicyType, RemoveParts, Report, Statement, report, rule


@rule(
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
    ERROR,
    summary="`Resource` in a trust policy",
    on=Statement,
    policy_types={PolicyType.TRUST},
)
def check(statement: Statement) -> Iterator[Report]:
    for name in ("Resource", "NotResource"):
        element = statement.element(name)
        if element is not None:
            yield report(
                element,
                message=f"a role's trust policy cannot have `{name}`",
                help=f"remove `{name}`: the policy is about the role that it is attached to",
                fix=FixReport(
                    f"remove `{name}`", (RemoveParts(statement.place, frozenset({element.place.steps[-1]})),)
                ),
            )

r"""A service control policy has a wildcard inside of an action.

Access Analyzer takes `*` and `?` in the actions of such a policy at the end only: `iam:Get*` is fine, `iam:*Role` is
not. That was the language of service control policies until September 2025; Organizations takes wildcards anywhere
since. If Access Analyzer's answer does not matter to you, ignore this rule; else name the actions one by one.

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Deny", "Action": ["iam:Get*", "iam:*Role"], "Resource": "*"}
                                                         ^^^^^^^^^^^ `iam:*Role` has a wildcard before its end
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "NotAction": "ec2:Describe*s", "Resource": "*"},
                                    ^^^^^^^^^^^^^^^^ `ec2:Describe*s` has a wildcard before its end
    {"Effect": "Deny", "Action": "s3:?etObject", "Resource": "*"},
                                 ^^^^^^^^^^^^^^ `s3:?etObject` has a wildcard before its end
    {"Effect": "Deny", "Action": "s*:GetObject", "Resource": "*"}
                                 ^^^^^^^^^^^^^^ `s*:GetObject` has a wildcard before its end
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {"Effect": "Deny", "NotAction": ["iam:Get*", "iam:ListUsers", "s3:GetObject?*"], "Resource": "*"}
  ]
}
```

Other policies have wildcards anywhere:

```json type=identity
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "iam:*Role", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ActionPattern, PolicyType, Precision, Report, report, rule


# Whether AWS still reports this is unknown: its page does, and Organizations has moved on. That `?` counts like `*`
# is a guess.
@rule(
    "SCP_SYNTAX_ERROR_ACTION_WILDCARD",
    ERROR,
    summary="wildcard inside of an action of a service control policy",
    on=ActionPattern,
    policy_types={PolicyType.SCP},
    precision=Precision.MEDIUM,
)
def check(action: ActionPattern) -> Iterator[Report]:
    if not action.has_wildcard:
        return
    start = action.value.rstrip("*?")
    if "*" in start or "?" in start:
        yield report(
            action,
            message=f"`{action.value}` has a wildcard before its end",
            help="put the wildcard at the end, or name the actions one by one",
        )

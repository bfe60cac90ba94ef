r"""A policy comes near the size that AWS takes.

AWS refuses policies that are larger than its quota, when they are deployed and not before. This tells how much room is
left once four fifths are used, so that there is time to shorten the policy or to split it. White space does not count,
but for service control and resource control policies. It is information and waits for `--persona all`.

An identity policy counts as a managed one (6,144 characters), and as all inline policies of a role (10,240) if it is
larger; a trust policy as one under the quota that every account has (2,048).

```json letters=5200
{
^ 841 of the 6144 characters of a managed policy are left
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```

```json letters=9000 type=scp
{
^ 1093 of the 10240 characters of a service control policy are left
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "…", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
  ]
}
```

```json letters=4000
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```

What is too large is another finding:

```json letters=11000
{
  "Version": "2012-10-17",
  "Statement": {"Sid": "…", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Persona, Policy, PolicyType, Report, report, rule, size_beyond, spec

#: The quotas of each type, the smallest first, with what they are for.
_QUOTAS = {
    PolicyType.IDENTITY: (
        ("identity_managed", "a managed policy"),
        ("inline_role", "the inline policies of a role"),
    ),
    PolicyType.BOUNDARY: (("identity_managed", "a managed policy"),),
    PolicyType.SESSION: (("session_policy", "a session policy"),),
    PolicyType.TRUST: (("role_trust_default", "a trust policy"), ("role_trust_max", "a trust policy at most")),
    PolicyType.SCP: (("scp", "a service control policy"),),
    PolicyType.RCP: (("rcp", "a resource control policy"),),
}
_BLANKS_COUNT = frozenset({PolicyType.SCP, PolicyType.RCP})
_WORTH_TELLING = 0.8


@rule("POLICY_SIZE", SUGGESTION, summary="policy comes near its size quota", on=Policy, aws=False, persona=Persona.ALL)
def check(policy: Policy) -> Iterator[Report]:
    blanks = policy.policy_type in _BLANKS_COUNT
    for name, what in _QUOTAS.get(policy.policy_type, ()):
        quota = spec().quotas[name]
        size = size_beyond(policy, int(quota * _WORTH_TELLING), blanks=blanks)
        if size is None:
            return
        if size <= quota:
            yield report(
                policy,
                message=f"{quota - size} of the {quota} characters of {what} are left",
                help="shorten it with wildcards, or split it, before it grows",
            )
            return

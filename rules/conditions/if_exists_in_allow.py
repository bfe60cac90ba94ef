r"""An Allow asks who calls, or from where, only of requests that say so.

A condition with `IfExists` holds for every request that does not carry its key. In a Deny that is the careful form. In
an Allow it opens a way around: requests made with long-term access keys carry no `aws:MultiFactorAuthPresent`, so
`BoolIfExists` lets them in without a second factor, and requests over the internet carry no `aws:SourceVpce`.

Write the operator without `IfExists`. Looked at are keys that say who calls or from where, and only if no other
condition of the statement demands such a key.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:TerminateInstances",
    "Resource": "*",
    "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ requests without `aws:MultiFactorAuthPresent` are allowed, too
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "Condition": {"StringEqualsIfExists": {"aws:SourceVpce": ["vpce-11112222", "vpce-33334444"]}}
                                             ^^^^^^^^^^^^^^^^ requests without `aws:SourceVpce` are allowed, too
    }
  ]
}
```

Without `IfExists`, and with it in a Deny:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ec2:TerminateInstances",
      "Resource": "*",
      "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    },
    {
      "Effect": "Deny",
      "Action": "ec2:TerminateInstances",
      "Resource": "*",
      "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    }
  ]
}
```

Keys that only some of an action's resources have are what `IfExists` is for; some are in every request; and another
condition may keep strangers out:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ec2:RunInstances",
      "Resource": "*",
      "Condition": {"StringLikeIfExists": {"ec2:InstanceType": "t3.*"}}
    },
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "*",
      "Condition": {"ArnLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/reports-*"}}
    },
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "*",
      "Condition": {
        "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
        "StringEqualsIfExists": {"aws:SourceVpce": "vpce-11112222"}
      }
    }
  ]
}
```

A request comes from an address or through a VPC endpoint, so that one of two such conditions always counts:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEqualsIfExists": {"aws:SourceVpce": "vpce-1a2b3c4d"},
      "IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    SECURITY_WARNING,
    Condition,
    PolicyType,
    Report,
    Statement,
    facts,
    guards,
    is_guard,
    report,
    rule,
)

#: Every request of a principal that an identity policy can be attached to carries them.
_ALWAYS_THERE = frozenset({"aws:principalarn", "aws:principalaccount", "aws:userid"})


@rule(
    "IF_EXISTS_IN_ALLOW",
    SECURITY_WARNING,
    summary="`IfExists` lets in callers that do not say who they are",
    on=Statement,
    aws=False,
    security_severity=5.5,
)
def check(statement: Statement) -> Iterator[Report]:
    if not statement.allows or not statement.conditions:
        return
    opening = [condition for condition in statement.conditions if _opens(condition)]
    if opening and not guards(statement):
        tested = {condition.key_name for condition in opening}
        for condition in opening:
            if _leaves_another_key(condition.key_name, tested):
                continue
            yield report(
                condition.place.key,
                message=f"requests without `{condition.key}` are allowed, too",
                help=f"write `{condition.operator.documented.removesuffix('IfExists')}`",
            )


def _opens(condition: Condition) -> bool:
    """Whether a condition guards only against requests that carry its key."""
    operator = condition.operator
    if not operator.if_exists or operator.negated or operator.family in ("", "Null") or not is_guard(condition):
        return False
    return condition.policy.policy_type is not PolicyType.IDENTITY or condition.key_name not in _ALWAYS_THERE


def _leaves_another_key(name: str, tested: set[str]) -> bool:
    """Whether a request without a key carries another one that is tested as well."""
    for key, others in facts("facts/conditions")["one_is_sent"]["keys"].items():
        if key in tested and not tested.isdisjoint(others):
            return name == key or name in others
    return False

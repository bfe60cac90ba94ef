r"""A principal has a wildcard in it.

AWS refuses the policy: in a principal `*` stands for everybody, and only alone; in a longer text neither `*` nor `?`
is a wildcard. To allow several roles, name the account and limit it by a condition on `aws:PrincipalArn`, which takes
wildcards.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": ["arn:aws:iam::111122223333:role/*", "arn:aws:iam::111122223333:user/alice"]},
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wildcard in `arn:aws:iam::111122223333:role/*`
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "*"}, "Action": "sts:AssumeRole"},
                                                 ^^^ wildcard in `*`
    {"Effect": "Allow", "Principal": {"AWS": "11112222333?"}, "Action": "sts:AssumeRole"},
                                             ^^^^^^^^^^^^^^ wildcard in `11112222333?`
    {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::*:root"}, "Action": "sts:AssumeRole"}
                                               ^^^^^^^^^^^^^^^^^^^^^ wildcard in `arn:aws:iam::*:root`
  ]
}
```

Everybody, and the roles of an account whose names begin alike:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"},
    {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:DeleteObject", "Resource": "*"},
    {
      "Effect": "Allow",
      "Principal": {"AWS": "111122223333"},
      "Action": "s3:GetObject",
      "Resource": "*",
      "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-*"}}
    }
  ]
}
```

The star alone as the whole principal of a trust policy has a rule of its own:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, PolicyType, Principal, Report, report, rule, without_variables

_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


@rule(
    "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
    ERROR,
    summary="principal has a wildcard in it",
    on=Principal,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
)
def check(principal: Principal) -> Iterator[Report]:
    if not principal.has_wildcard or principal.kind not in _KINDS:
        return
    if principal.kind == "AWS" and principal.value == "*":
        return
    plain = without_variables(principal.value, "")
    if "*" not in plain and "?" not in plain:
        return
    if principal.kind == "AWS":
        help = "name the principals one by one, or name the account and add a condition on `aws:PrincipalArn`"
    else:
        help = "name the principals one by one"
    yield report(principal, message=f"wildcard in `{principal.value}`", help=help)

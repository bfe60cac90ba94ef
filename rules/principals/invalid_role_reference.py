r"""A principal is the unique id of a role.

That is what IAM makes of a principal when the role was deleted: the id no longer means anybody, not even a new role of
the same name. Ids are no way to write principals either. Name the role by its ARN, or remove it.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "AROACKCEVSQ6C2EXAMPLE"},
                         ^^^^^^^^^^^^^^^^^^^^^^^ `AROACKCEVSQ6C2EXAMPLE` is the unique id of a role
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": ["111122223333", "AROACKCEVSQ6C2EXAMPLE"]},
                                          ^^^^^^^^^^^^^^^^^^^^^^^ `AROACKCEVSQ6C2EXAMPLE` is the unique id of a role
    "Action": "sts:AssumeRole"
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": ["arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:role/AROA"]},
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

The ids of users have a rule of their own:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, "Action": "sts:AssumeRole"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, PolicyType, Principal, Report, report, rule


@rule(
    "INVALID_ROLE_REFERENCE",
    WARNING,
    summary="principal is the unique id of a role",
    on=Principal,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
    needs=(),
)
def check(principal: Principal) -> Iterator[Report]:
    if principal.is_unique_id("AROA"):
        yield report(
            principal,
            message=f"`{principal.value}` is the unique id of a role",
            help="name the role by its ARN, or remove it: ids often are what is left of a role that was deleted",
        )

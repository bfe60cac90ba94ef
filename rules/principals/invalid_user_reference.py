r"""A principal is the unique id of a user.

That is what IAM makes of a principal when the user was deleted: the id no longer means anybody, not even a new user of
the same name. Ids are no way to write principals either. Name the user by its ARN, or remove it.

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "AIDACKCEVSQ6C2EXAMPLE"},
                         ^^^^^^^^^^^^^^^^^^^^^^^ `AIDACKCEVSQ6C2EXAMPLE` is the unique id of a user
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
    "Principal": {"AWS": ["111122223333", "AIDACKCEVSQ6C2EXAMPLE"]},
                                          ^^^^^^^^^^^^^^^^^^^^^^^ `AIDACKCEVSQ6C2EXAMPLE` is the unique id of a user
    "Action": "sts:AssumeRole"
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/AIDA"]},
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```

The ids of roles have a rule of their own:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": {"AWS": "AROACKCEVSQ6C2EXAMPLE"}, "Action": "sts:AssumeRole"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, PolicyType, Principal, Report, report, rule


@rule(
    "INVALID_USER_REFERENCE",
    WARNING,
    summary="principal is the unique id of a user",
    on=Principal,
    policy_types={PolicyType.RESOURCE, PolicyType.TRUST},
    needs=(),
)
def check(principal: Principal) -> Iterator[Report]:
    if principal.is_unique_id("AIDA"):
        yield report(
            principal,
            message=f"`{principal.value}` is the unique id of a user",
            help="name the user by its ARN, or remove it: ids often are what is left of a user that was deleted",
        )

r"""A condition key is not written `prefix:name`.

The prefix says where the key comes from: `aws` for keys of all services, the prefix of one service (`s3`), or an
identity provider (`accounts.google.com`). Without one, IAM cannot look the key up.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"PrincipalOrgID": "o-a1b2c3d4e5"}}
                                   ^^^^^^^^^^^^^^^^ condition key `PrincipalOrgID` is not written `prefix:name`
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "Bool": {"aws:": "true"},
               ^^^^^^ condition key `aws:` is not written `prefix:name`
      "StringLike": {":prefix": "home/*"}
                     ^^^^^^^^^ condition key `:prefix` is not written `prefix:name`
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
  }
}
```

Keys of identity providers have a host for a prefix:

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "accounts.google.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {"accounts.google.com:aud": "66677788899900pro0"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Condition, FixReport, Replace, Report, report, rule, spec


@rule("INVALID_CONDITION_KEY_FORMAT", ERROR, summary="condition key not written `prefix:name`", on=Condition)
def check(condition: Condition) -> Iterator[Report]:
    prefix, _, name = condition.key.partition(":")
    if prefix and name:
        return
    meant = spec().condition_key(f"aws:{prefix or name}")
    known = meant.name if meant is not None and "${" not in meant.name else None
    yield report(
        condition.place.key,
        message=f"condition key `{condition.key}` is not written `prefix:name`",
        help=f"did you mean `{known}`?" if known else "write the prefix of its service in front, or `aws:`",
        fix=FixReport(f"write `{known}`", (Replace(condition.place.key, known),)) if known else None,
    )

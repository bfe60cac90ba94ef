r"""A statement shuts off a prefix of a bucket by naming it.

`s3:prefix` is what a request to list a bucket asks for, and not what it returns. A caller who asks for a shorter
prefix, or for none, is not stopped and sees the keys under the named one all the same. Name what may be listed
instead: allow those prefixes, or deny all others.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {
      "StringLike": {"s3:prefix": "private/*"}
                     ^^^^^^^^^^^ shorter prefixes than those excluded by `s3:prefix` still list what is under them
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {
      "StringNotEquals": {"s3:prefix": ["private/", "secret/"]}
                          ^^^^^^^^^^^ shorter prefixes than those excluded by `s3:prefix` still list what is under them
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {"StringLike": {"s3:prefix": "public/*"}}
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:ListBucket",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket",
    "Condition": {"StringNotLike": {"s3:prefix": ["public/*", "shared/*"]}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SECURITY_WARNING, Condition, PolicyType, Report, report, rule


@rule(
    "S3_PREFIX_IN_NEGATIVE_CONTEXT",
    SECURITY_WARNING,
    summary="prefix of a bucket shut off by naming it",
    on=Condition,
    policy_types=[PolicyType.IDENTITY, PolicyType.RESOURCE, PolicyType.SCP, PolicyType.RCP],
    security_severity=6.5,
)
def check(condition: Condition) -> Iterator[Report]:
    if condition.key_name != "s3:prefix" or condition.operator.family != "String":
        return
    negated = condition.operator.negated
    if (condition.statement.denies and not negated) or (condition.statement.allows and negated):
        yield report(
            condition.place.key,
            message=f"shorter prefixes than those excluded by `{condition.key}` still list what is under them",
            help="allow the prefixes that may be listed, or deny all others with `StringNotLike`",
        )

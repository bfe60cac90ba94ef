r"""A condition compares a KMS key with something that is not the ARN of a key.

In requests the key stands as its full ARN, whatever the caller wrote. An alias, a key id or a key without its region
and account never matches. Only keys whose values are surely ARNs are looked at; wildcards and variables are not
judged.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {
        "s3:x-amz-server-side-encryption-aws-kms-key-id": "alias/app"
                                                          ^^^^^^^^^^^ `alias/app` is not the ARN of a KMS key
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "ArnNotEqualsIfExists": {
        "s3:x-amz-server-side-encryption-aws-kms-key-id": [
          "1234abcd-12ab-34cd-56ef-1234567890ab",
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `1234abcd-12ab-34cd-56ef-1234567890ab` is not the ARN of a KMS key
          "arn:aws:kms:::alias/app"
          ^^^^^^^^^^^^^^^^^^^^^^^^^ `arn:aws:kms:::alias/app` is not the ARN of a KMS key
        ]
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "ArnNotEqualsIfExists": {
        "s3:x-amz-server-side-encryption-aws-kms-key-id": [
          "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
        ]
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "ArnLike": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:*:111122223333:key/*"},
      "StringEquals": {"ec2:KmsKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab"}
    }
  }
}
```
"""

import re
from collections.abc import Iterator
from functools import cache

from iamscope.rules import ERROR, ConditionBlock, Precision, Report, facts, report, rule

_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+")


@cache
def _keys() -> frozenset[str]:
    # the page names no key; those of other services take key ids or aliases too, or do not say what they take
    return frozenset(facts("facts/conditions")["kms_keys"]["keys"])


@rule("INVALID_KMS_KEY_VALUE", ERROR, summary="not the ARN of a KMS key", on=ConditionBlock, precision=Precision.MEDIUM)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family not in ("String", "ARN"):
        return
    for condition in block.conditions:
        if "kms" not in condition.key_name or condition.key_name not in _keys():
            continue
        for value in condition.values:
            if not value.value or value.has_wildcard or "${" in value.value or _KEY_ARN.fullmatch(value.value):
                continue
            yield report(
                value,
                message=f"`{value.value}` is not the ARN of a KMS key",
                help="write the ARN of the key, such as `arn:aws:kms:us-east-1:111122223333:key/1234abcd-…`",
            )

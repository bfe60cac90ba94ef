r"""A condition key begins with `aws:`, but AWS has no such key.

The key is in no request. A positive operator on it never holds, and a negated one or `…IfExists` always does: an
`Allow` is then worth nothing, or a `Deny` hits everybody.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"ArnEquals": {"aws:PrincipleArn": "arn:aws:iam::111122223333:role/app"}}
                                ^^^^^^^^^^^^^^^^^^ there is no global condition key `aws:PrincipleArn`
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
      "Null": {"aws:MFAPresent": "false"},
               ^^^^^^^^^^^^^^^^ there is no global condition key `aws:MFAPresent`
      "StringEquals": {"aws:PrincipalTags/team": "web"}
                       ^^^^^^^^^^^^^^^^^^^^^^^^ there is no global condition key `aws:PrincipalTags/team`
    }
  }
}
```

Case does not count, and tag keys may be anything:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "ArnEquals": {"AWS:principalarn": "arn:aws:iam::111122223333:role/app"},
      "StringEquals": {"aws:PrincipalTag/any thing": "web"}
    }
  }
}
```

Amazon SNS has a key of its own among these, which the default policy of a topic uses:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": "sns:Publish",
    "Resource": "arn:aws:sns:us-east-1:111122223333:topic",
    "Condition": {"StringEquals": {"AWS:SourceOwner": "111122223333"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Condition, FixReport, Replace, Report, facts, is_tag_family, report, rule, spec


@rule("INVALID_GLOBAL_CONDITION_KEY", ERROR, summary="no such global condition key", on=Condition)
def check(condition: Condition) -> Iterator[Report]:
    name = condition.key_name
    if not name.startswith("aws:") or name == "aws:" or spec().condition_key(name) is not None:
        return
    # these have codes of their own
    if spec().deprecated_key(name) or is_tag_family(name, spec()):
        return
    if name in facts("facts/conditions")["legacy_global_keys"]["keys"]:
        return
    meant = spec().suggest_condition_key(condition.key)
    if meant is not None and "${" in meant:
        meant = None
    yield report(
        condition.place.key,
        message=f"there is no global condition key `{condition.key}`",
        help=f"did you mean `{meant}`?" if meant else "see the list of global condition keys in the IAM User Guide",
        fix=FixReport(f"write `{meant}`", (Replace(condition.place.key, meant),)) if meant else None,
    )

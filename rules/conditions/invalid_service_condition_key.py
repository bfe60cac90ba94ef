r"""A condition key begins with the prefix of a service, but the service has no such key.

The key is in no request, so that a positive operator on it never holds, and a negated one always does. Keys with a
part of your own choosing, such as `ec2:ResourceTag/team` or `kms:EncryptionContext:app`, are known by their fixed
part. Keys of identity providers are not judged.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:RunInstances",
    "Resource": "*",
    "Condition": {"StringEquals": {"ec2:InstanceTypes": "t3.micro"}}
                                   ^^^^^^^^^^^^^^^^^^^ service `ec2` has no condition key `ec2:InstanceTypes`
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
      "Null": {"s3:prefixes": "false"},
               ^^^^^^^^^^^^^ service `s3` has no condition key `s3:prefixes`
      "NumericLessThan": {"s3:MaxKeys": "10"}
                          ^^^^^^^^^^^^ service `s3` has no condition key `s3:MaxKeys`
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:RunInstances",
    "Resource": "*",
    "Condition": {"StringEquals": {"EC2:instancetype": "t3.micro", "ec2:ResourceTag/team": "web"}}
  }
}
```

A prefix that is no service at all is another finding, not this one:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"nosuchservice:Key": "x", "token.actions.githubusercontent.com:nosuchclaim": "x"}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Condition, FixReport, Replace, Report, is_tag_family, report, rule, spec


@rule("INVALID_SERVICE_CONDITION_KEY", ERROR, summary="service has no such condition key", on=Condition)
def check(condition: Condition) -> Iterator[Report]:
    prefix, _, name = condition.key_name.partition(":")
    if not name or prefix == "aws" or "." in prefix or not spec().is_known_service(prefix):
        return
    if spec().accepts_key(condition.key) or is_tag_family(condition.key_name, spec()):
        return
    meant = spec().suggest_condition_key(condition.key)
    if meant is not None and "${" in meant:
        meant = None
    yield report(
        condition.place.key,
        message=f"service `{prefix}` has no condition key `{condition.key}`",
        help=f"did you mean `{meant}`?" if meant else "see the service's page in the Service Authorization Reference",
        fix=FixReport(f"write `{meant}`", (Replace(condition.place.key, meant),)) if meant else None,
    )

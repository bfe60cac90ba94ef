r"""A condition compares a region with a name that no region has.

The value never matches: a region that is denied stays open, or one that is allowed stays shut. Wildcards and
variables are not judged.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-9"}}
                                                          ^^^^^^^^^^^ there is no region `us-east-9`
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "ec2:*",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"ec2:Region": ["eu-central-1", "eu-centrall-2"]}}
                                                                     ^^^^^^^^^^^^^^^ there is no region `eu-centrall-2`
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
    "Condition": {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "cn-north-1", "us-gov-west-1"]}}
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
    "Condition": {"StringLike": {"aws:RequestedRegion": ["eu-*", "${aws:PrincipalTag/region}"]}}
  }
}
```
"""

from collections.abc import Iterator
from functools import cache

from iamscope.rules import ERROR, ConditionBlock, FixReport, Replace, Report, facts, report, rule, spec


@cache
def _keys() -> frozenset[str]:
    return frozenset(facts("facts/conditions")["regions"]["keys"])


@rule("INVALID_REGION", ERROR, summary="no such region", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    if block.operator.family != "String":
        return
    for condition in block.conditions:
        if "region" not in condition.key_name or condition.key_name not in _keys():
            continue
        for value in condition.values:
            name = value.value.lower() if "IgnoreCase" in block.operator.name else value.value
            if not name or value.has_wildcard or "${" in name or spec().is_region(name):
                continue
            meant = spec().suggest_region(name)
            yield report(
                value,
                message=f"there is no region `{value.value}`",
                help=f"did you mean `{meant}`?" if meant else "use the name of a region, such as `us-east-1`",
                fix=FixReport(f"write `{meant}`", (Replace(value.place, meant),)) if meant else None,
            )

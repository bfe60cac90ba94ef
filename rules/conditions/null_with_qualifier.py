r"""A condition puts `ForAllValues` or `ForAnyValue` in front of `Null`.

`Null` asks whether the key is there, and not about its values, so that the qualifier has nothing to say.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {"ForAllValues:Null": {"aws:TagKeys": "true"}}
                  ^^^^^^^^^^^^^^^^^^^ qualifier `ForAllValues` has no meaning in front of `Null`
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {
      "ForAnyValue:Null": {"aws:TagKeys": "false"},
      ^^^^^^^^^^^^^^^^^^ qualifier `ForAnyValue` has no meaning in front of `Null`
      "ForAnyValue:StringEquals": {"aws:TagKeys": "team"}
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "ec2:CreateTags",
    "Resource": "*",
    "Condition": {"Null": {"aws:TagKeys": "false"}, "ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}
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
    "Condition": {"Null": {"aws:SourceVpc": "true"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, ConditionBlock, FixReport, Replace, Report, has_null_beside, report, rule


@rule("NULL_WITH_QUALIFIER", SUGGESTION, summary="qualifier in front of `Null`", on=ConditionBlock)
def check(block: ConditionBlock) -> Iterator[Report]:
    operator = block.operator
    if operator.name != "Null" or not operator.qualifier:
        return
    yield report(
        block.place.key,
        message=f"qualifier `{operator.qualifier}` has no meaning in front of `Null`",
        help="write `Null` alone",
        fix=FixReport("write `Null` alone", (Replace(block.place.key, "Null"),), safe=True)
        if not has_null_beside(block)
        else None,
    )

r"""An action works on none of the resources that its statement names.

Each action knows some types of resources: `s3:GetObject` objects, `s3:ListBucket` buckets. Where a statement names
only resources of other types, it says nothing of the action: an Allow leaves it denied, a Deny leaves it allowed. The
usual cases are a bucket where its objects are meant (`/*` is missing), and actions that know no resource at all, such
as `s3:ListAllMyBuckets`, for which only `*` counts.

Give the action a statement with the resources that it works on. Only actions without wildcards are looked at. What
AWS publishes about its newest actions may lag, so this waits for `--persona pedantic`.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:ListBucket", "s3:GetObject", "s3:ListAllMyBuckets"],
                                ^^^^^^^^^^^^^^ `s3:GetObject` works on none of the resources that the statement names
                                                ^^^^^^^^^^^^^^^^^^^^^ `s3:ListAllMyBuckets` works on none of the resources that the statement names
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "sqs:SendMessage",
                ^^^^^^^^^^^^^^^^^ `sqs:SendMessage` works on none of the resources that the statement names
      "Resource": ["arn:aws:sns:eu-west-1:111122223333:orders", "arn:aws:s3:::amzn-s3-demo-bucket/*"]
    }
  ]
}
```

Each has a resource of its own:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:ListBucket", "s3:GetObject"],
      "Resource": ["arn:aws:s3:::amzn-s3-demo-bucket", "arn:aws:s3:::amzn-s3-demo-bucket/*"]
    },
    {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
    {"Effect": "Allow", "Action": ["s3:List*", "s3:GetObject"], "Resource": "arn:aws:s3:::*"}
  ]
}
```

Nothing is said where it is not certain what is named:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "${aws:PrincipalTag/resource}"},
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:${aws:PrincipalTag/service}:::amzn-s3-demo-bucket/x"},
    {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::amzn-s3-demo-bucket"}
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    IDENTITY,
    WARNING,
    Persona,
    Precision,
    Report,
    Statement,
    may_be_about,
    report,
    rule,
    spec,
)

#: Longer lists come from no person, and comparing takes the product of both lengths.
_MOST_RESOURCES = 200


@rule(
    "UNSUPPORTED_RESOURCE_FOR_ACTION",
    WARNING,
    summary="action that works on none of the resources named",
    on=Statement,
    policy_types=IDENTITY,
    aws=False,
    precision=Precision.MEDIUM,
    persona=Persona.PEDANTIC,
)
def check(statement: Statement) -> Iterator[Report]:
    resources = statement.resources
    if not 0 < len(resources) <= _MOST_RESOURCES or any(resource.arn is None for resource in resources):
        return
    possible: dict[str, bool] = {}  # by the name of the action: lists may repeat themselves
    for pattern in statement.actions:
        action = None if pattern.has_wildcard else spec().action(pattern.value)
        if action is None or action.undocumented:
            continue
        if action.full_name not in possible:
            possible[action.full_name] = any(may_be_about(action, resource) for resource in resources)
        if possible[action.full_name]:
            continue
        kinds = "`, `".join(name for name, _ in action.resource_types)
        yield report(
            pattern,
            message=f"`{pattern.value}` works on none of the resources that the statement names",
            help=f"give it a statement of its own; it works on {f'resources of type `{kinds}`' if kinds else '`*` alone'}",
        )

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

One finding names all actions of a statement that want other resources, and one all that want `*`:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["kms:ListKeys", "kms:Decrypt", "kms:ListAliases", "s3:GetObject"],
               ^^^^^^^^^^^^^^ `kms:ListKeys` and 1 more of the actions work on none of the resources that the statement names
                                              ^^^^^^^^^^^^^^^^^
                                                                 ^^^^^^^^^^^^^^ `s3:GetObject` works on none of the resources that the statement names
    "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*"
  }
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

An action on tags works on whatever the service has:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
    "Resource": ["arn:aws:elasticloadbalancing:*:*:targetgroup/*/*", "arn:aws:elasticloadbalancing:*:*:listener/net/*/*/*"]
  }
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

from collections.abc import Iterator, Sequence

from iamscope.rules import (
    IDENTITY,
    WARNING,
    ActionPattern,
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
    fitting: dict[str, bool] = {}  # by the name of the action: lists may repeat themselves
    lost: dict[bool, list[ActionPattern]] = {True: [], False: []}  # by whether any resource but `*` fits
    for pattern in statement.actions:
        action = None if pattern.has_wildcard else spec().action(pattern.value)
        if action is None or action.undocumented:
            continue
        if action.full_name not in fitting:
            fitting[action.full_name] = any(may_be_about(action, resource) for resource in resources)
        if not fitting[action.full_name]:
            lost[bool(action.resource_types)].append(pattern)
    for knows_resources, patterns in lost.items():
        if patterns:
            yield report(
                *patterns,
                message=f"{named(patterns)} on none of the resources that the statement names",
                help=remedy(patterns, knows_resources),
            )


def named(patterns: Sequence[ActionPattern]) -> str:
    if len(patterns) == 1:
        return f"`{patterns[0].value}` works"
    return f"`{patterns[0].value}` and {len(patterns) - 1} more of the actions work"


def remedy(patterns: Sequence[ActionPattern], knows_resources: bool) -> str:
    them = "it" if len(patterns) == 1 else "them"
    if not knows_resources:
        return f'put {them} into a statement with `"Resource": "*"`, which alone fits'
    form = next(filter(None, (arn_format(pattern) for pattern in patterns)), None)
    example = f", such as `{form}`" if form else ""
    return f"name what {'it works' if len(patterns) == 1 else 'each works'} on{example}"


def arn_format(pattern: ActionPattern) -> str | None:
    """The shortest ARN of a kind of resource that an action works on, as AWS documents it."""
    service, action = spec().service(pattern.service), spec().action(pattern.value)
    if service is None or action is None:
        return None
    kinds = [service.resource_types.get(kind) for kind, _ in action.resource_types]
    return min((form for kind in kinds if kind for form in kind.arn_formats), key=len, default=None)

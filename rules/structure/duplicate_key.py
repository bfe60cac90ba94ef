r"""An object names a member twice.

JSON decoders keep the last of two members with one name and drop the other without a word: an action, a condition or
a whole block of conditions that somebody wrote down has no effect. Some of AWS's services refuse such a policy,
others take it. Two names that differ in case are two names here.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Action": "s3:PutObject",
    ^^^^^^^^ `Action` is named twice in one object, and only the last counts
    "Resource": "*",
    "Condition": {
      "StringEquals": {"aws:PrincipalTag/team": "red"},
      "StringEquals": {"aws:PrincipalTag/stage": "test"}
      ^^^^^^^^^^^^^^ `StringEquals` is named twice in one object, and only the last counts
    }
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "111122223333", "AWS": "444455556666"},
                                           ^^^^^ `AWS` is named twice in one object, and only the last counts
      "Action": "sqs:SendMessage",
      "Resource": "*"
    }
  ]
}
```

Several values of one member belong into a list, several keys of one operator into one object:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:PutObject"],
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red", "aws:PrincipalTag/stage": "test"}}
  }
}
```

The same name in two objects is fine:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"}
  ]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Json, Label, Object, Place, Policy, Report, report, rule


@rule("DUPLICATE_KEY", ERROR, summary="object names a member twice", on=Policy, aws=False)
def check(policy: Policy) -> Iterator[Report]:
    for value, place in _objects(policy):
        if len(value) < 2 or len({name for name, _ in value}) == len(value):
            continue
        first: dict[str, int] = {}
        for step, (name, _) in enumerate(value):
            if first.setdefault(name, step) != step:
                yield report(
                    place.child(step).key,
                    message=f"`{name}` is named twice in one object, and only the last counts",
                    help="merge the two into one, or remove one of them",
                    related=[Label(place.child(first[name]).key, "named here first")],
                )


def _objects(policy: Policy) -> Iterator[tuple[Object, Place]]:
    """Every object of the policy, with its place."""
    pending: list[tuple[Json, Place]] = [(policy.value, policy.place)]
    while pending:
        value, place = pending.pop()
        if isinstance(value, Object):
            yield value, place
            for step, (_, member) in enumerate(value):
                if isinstance(member, _CONTAINERS):
                    pending.append((member, place.child(step)))
        elif isinstance(value, list):
            for step, item in enumerate(value):
                if isinstance(item, _CONTAINERS):
                    pending.append((item, place.child(step)))


_CONTAINERS = (Object, list)

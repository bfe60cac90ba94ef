r"""An action that its service does not have.

The statement says nothing about it: an `Allow` grants nothing, a `Deny` stops nothing. Often the name is that of an
API operation or a command, which IAM calls something else: listing objects is permitted by `s3:ListBucket`. Actions
are compared without regard to case, in `NotAction` as well:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:ListObjects"],
                               ^^^^^^^^^^^^^^^^ `s3` has no action `ListObjects`
    "Resource": "*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotAction": "ec2:RunInstnaces",
                 ^^^^^^^^^^^^^^^^^^ `ec2` has no action `RunInstnaces`
    "Resource": "*"
  }
}
```

A pattern that no action matches is as empty, and so is a name without a service:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["dynamodb:Fetch*", "GetItem"],
               ^^^^^^^^^^^^^^^^^ no action of `dynamodb` matches `dynamodb:Fetch*`
                                  ^^^^^^^^^ action `GetItem` names no service
    "Resource": "*"
  }
}
```

Use the names of the service's page in the Service Authorization Reference. `*` and `?` may stand anywhere in the
name, and a service that nobody knows is reported by INVALID_SERVICE_IN_ACTION alone:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:listbucket", "ec2:Run?nstances", "ec2:*Tags", "*", "s33:GetObject"],
    "Resource": "*"
  }
}
```

AWS may have added an action after the list of this version was made; then leave the code out or update.
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ActionPattern, FixReport, Replace, Report, remembered, report, rule, spec


@rule("INVALID_ACTION", ERROR, summary="action that does not exist", on=ActionPattern)
def check(pattern: ActionPattern) -> Iterator[Report]:
    if _is_valid(pattern.value):
        return
    action = pattern.value
    service, colon, name = action.partition(":")
    if not colon:
        message = f"action `{action}` names no service"
    elif pattern.has_wildcard:
        message = f"no action of `{service.lower()}` matches `{action}`"
    else:
        message = f"`{service.lower()}` has no action `{name}`"
    meant = spec().suggest_action(action) if colon and not pattern.has_wildcard else None
    yield report(
        pattern,
        message=message,
        help=_help(action, meant),
        fix=FixReport(f"replace it by `{meant}`", (Replace(pattern.place, meant),)) if meant else None,
    )


@remembered(8192)
def _is_valid(action: str) -> bool:
    """Whether the action is there, or its service is not, which is another rule's business."""
    service, colon, _ = action.partition(":")
    if not colon:
        return action != "" and not action.strip("*")
    known = spec()
    return known.action_exists(action) or not known.is_known_service(service)


def _help(action: str, meant: str | None) -> str:
    if meant is None:
        if ":" not in action:
            return "write the action as `service:name`"
        service, _, name = action.partition(":")
        known = spec().service(service)
        day = known.retired_action(name) if known is not None else None
        if day is not None:
            return f"remove it: the service no longer has it, it was last seen on {day}"
        return f"check the spelling; actions that are newer than {spec().data_date} are not known here"
    if spec().iam_action_of_api_name(action) is not None:
        return f"use `{meant}`, which permits this API operation"
    return f"did you mean `{meant}`?"

r"""An action of a service that does not exist.

What stands before the colon is no service prefix, so the action matches no request. Prefixes often differ from the
names of the services: CloudWatch Logs is `logs`, Step Functions is `states`, the Elastic Load Balancer
`elasticloadbalancing`.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s33:GetObject", "s3:PutObject"],
               ^^^^^^^^^^^^^^^ `s33` is no service
    "Resource": "*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotAction": "dynamo:*",
                 ^^^^^^^^^^ `dynamo` is no service
    "Resource": "*"
  }
}
```

Wildcards do not help, since a prefix is taken as it is written:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3*:GetObject",
              ^^^^^^^^^^^^^^^ `s3*` is no service
    "Resource": "*"
  }
}
```

Case does not matter, and prefixes that AWS keeps for retired services are accepted:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["S3:GetObject", "DynamoDB:GetItem", "deepracer:*", "*", "*:*"],
    "Resource": "*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotAction": ["logs:*", "iam:*"],
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, ActionPattern, FixReport, Replace, Report, remembered, report, rule, spec


@rule("INVALID_SERVICE_IN_ACTION", ERROR, summary="action of a service that does not exist", on=ActionPattern)
def check(pattern: ActionPattern) -> Iterator[Report]:
    service, colon, name = pattern.value.partition(":")
    if not colon or _is_service(service):
        return
    if "${" in service or _is_everything(service, name):
        return
    wild = "*" in service or "?" in service
    meant = None if wild else spec().suggest_service(service)
    yield report(
        pattern,
        message=f"`{service}` is no service",
        help=f"did you mean `{meant}:{name}`?" if meant else "use the prefix that the service's actions begin with",
        fix=FixReport(f"replace the prefix by `{meant}`", (Replace(pattern.place, f"{meant}:{name}"),))
        if meant
        else None,
    )


@remembered(1024)
def _is_service(prefix: str) -> bool:
    return spec().is_known_service(prefix)


def _is_everything(service: str, name: str) -> bool:
    """Whether the action is `*:*`, which IAM reads as `*`."""
    return service != "" and name != "" and not service.strip("*") and not name.strip("*")

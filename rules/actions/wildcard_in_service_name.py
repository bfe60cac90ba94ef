r"""A wildcard in the name of a service.

IAM takes the service of an action or ARN as it is written. A pattern such as `*code*` can reach services that nobody
had in mind, those of next year included, or be refused. It is reported in ARNs and in actions:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "codecommit:GitPull",
    "Resource": [
      "arn:aws:*code*::111122223333:*",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ service `*code*` has a wildcard
      "arn:aws:*:us-east-1:111122223333:repo"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ service `*` has a wildcard
    ]
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotAction": "code?ommit:GitPull",
                 ^^^^^^^^^^^^^^^^^^^^ service `code?ommit` has a wildcard
    "NotResource": "arn:aws:code?ommit:us-east-1:111122223333:repo"
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ service `code?ommit` has a wildcard
  }
}
```

Name each service. Wildcards are at home in the other parts, and `*` alone is clear; a pattern that no service matches
is INVALID_SERVICE's business:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["codecommit:Git*", "*", "*:*"],
    "Resource": ["*", "arn:*:codecommit:*:*:*", "arn:aws:nothing*:us-east-1:111122223333:repo"]
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotAction": "codecommit:*",
    "NotResource": "arn:aws:codecommit:us-east-1:111122223333:repo-*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Report, Statement, matches, remembered, report, rule, spec


@rule("WILDCARD_IN_SERVICE_NAME", SUGGESTION, summary="wildcard in the name of a service", on=Statement, needs=())
def check(statement: Statement) -> Iterator[Report]:
    for actions in (statement.actions, statement.not_actions):
        for action in actions:
            if action.has_wildcard:
                service, colon, name = action.value.partition(":")
                if colon and _has_wildcard(service) and (service.strip("*") or name.strip("*")):
                    yield _report(action, service)
    for resources in (statement.resources, statement.not_resources):
        for resource in resources:
            arn = resource.arn if resource.has_wildcard else None
            if arn is not None and _has_wildcard(arn.service) and _matches_a_service(arn.service):
                yield _report(resource, arn.service)


def _report(where: object, service: str) -> Report:
    return report(
        where,
        message=f"service `{service}` has a wildcard",
        help="name the service, and give each further one an entry of its own",
    )


def _has_wildcard(service: str) -> bool:
    return "*" in service or "?" in service


@remembered(256)
def _matches_a_service(pattern: str) -> bool:
    return any(matches(pattern, service) for service in spec().services)

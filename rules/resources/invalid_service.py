r"""A service that does not exist.

It stands in an ARN, before the colon of a condition key, or in the service principal of `aws:CalledVia`; the ARN, key
or value then matches nothing. (In an action it is INVALID_SERVICE_IN_ACTION.)

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s33:::amzn-s3-demo-bucket/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ service `s33` does not exist
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:*",
    "NotResource": [
      "arn:aws:s3:::amzn-s3-demo-bucket",
      "arn:*:ssm-sapp:*:*:*",
      ^^^^^^^^^^^^^^^^^^^^^^ service `ssm-sapp` does not exist
      "arn:aws:nothing*:*:*:*"
      ^^^^^^^^^^^^^^^^^^^^^^^^ service `nothing*` does not exist
    ],
    "Condition": {
      "StringEquals": {"s33:x-amz-acl": "private"},
                       ^^^^^^^^^^^^^^^ service `s33` does not exist
      "ForAnyValue:StringEquals": {
        "aws:CalledVia": ["athena.amazonaws.com", "atena.amazonaws.com"]
                                                  ^^^^^^^^^^^^^^^^^^^^^ service `atena` does not exist
      }
    }
  }
}
```

Use the name that the service has in its own ARNs. Keys of identity providers begin with a host:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "arn:aws:S3:::amzn-s3-demo-bucket",
      "arn:aws:*:::amzn-s3-demo-bucket"
    ],
    "Condition": {
      "StringEquals": {
        "s3:x-amz-acl": "private",
        "aws:PrincipalTag/team": "s33:blue",
        "token.actions.githubusercontent.com:sub": "repo:example/example:ref:refs/heads/main",
        "aws:CalledViaFirst": "athena.amazonaws.com"
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterable, Iterator

from iamscope.rules import (
    ERROR,
    Condition,
    Report,
    ResourcePattern,
    Statement,
    is_literal,
    matches,
    remembered,
    report,
    rule,
    spec,
)

#: Keys whose values are `<service>.amazonaws.com`, and nothing longer.
_CALLERS = frozenset({"aws:calledvia", "aws:calledviafirst", "aws:calledvialast"})
_SUFFIXES = (".amazonaws.com", ".amazonaws.com.cn")


@rule("INVALID_SERVICE", ERROR, summary="service that does not exist", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    yield from _resources(statement.resources)
    yield from _resources(statement.not_resources)
    for condition in statement.conditions:
        yield from _condition(condition)


def _resources(patterns: Iterable[ResourcePattern]) -> Iterator[Report]:
    for pattern in patterns:
        arn = pattern.arn
        if arn is not None and not _is_arn_service(arn.service):
            yield report(
                pattern,
                message=f"service `{arn.service}` does not exist" if arn.service else "ARN names no service",
                help=_help(arn.service),
            )


def _condition(condition: Condition) -> Iterator[Report]:
    prefix, _, rest = condition.key_name.partition(":")
    if prefix == "aws":
        if condition.key_name in _CALLERS and condition.operator.family == "String":
            for value in condition.values:
                if not _is_caller(value.value):
                    service = value.value.partition(".")[0]
                    yield report(value, message=f"service `{service}` does not exist", help=_help(service))
    elif prefix and rest and not _is_key_prefix(prefix):
        yield report(
            condition.place.key,
            message=f"service `{prefix}` does not exist",
            help=_help(prefix),
        )


@remembered(1024)
def _is_arn_service(name: str) -> bool:
    known = spec()
    if known.is_known_arn_service(name) or "${" in name:
        return True
    return not is_literal(name) and any(matches(name, service) for service in known.services)


@remembered(1024)
def _is_key_prefix(prefix: str) -> bool:
    return "${" in prefix or spec().is_key_prefix(prefix)


@remembered(1024)
def _is_caller(principal: str) -> bool:
    """Whether a service principal is known, or its form is not the one whose service can be told."""
    suffix = next((suffix for suffix in _SUFFIXES if principal.endswith(suffix)), "")
    service = principal.removesuffix(suffix)
    if not suffix or not service or "." in service or not is_literal(service):
        return True
    return spec().is_service_principal(principal) or spec().is_known_arn_service(service)


def _help(service: str) -> str:
    meant = spec().suggest_service(service) if is_literal(service) else None
    return f"did you mean `{meant}`?" if meant else "use the name that the service has in ARNs and keys"

r"""A service principal is not written as that key or element takes it.

Each key has its own form. `aws:CalledVia`, `aws:CalledViaFirst` and `aws:CalledViaLast` hold `service.amazonaws.com`
with one word in front, `kms:ViaService` holds `service.region.amazonaws.com`. Other keys and the `Principal` element
take longer names as well, but all of them are in lower case. A value in another form never matches.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "*",
    "Condition": {
      "ForAnyValue:StringEquals": {
        "aws:CalledVia": [
          "signals.cloudwatch.amazonaws.com",
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `signals.cloudwatch.amazonaws.com` is not `service.amazonaws.com`
          "athena.amazonaws.com"
        ]
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
    "Action": "iam:PassRole",
    "Resource": "arn:aws:iam::111122223333:role/app",
    "Condition": {
      "StringEquals": {
        "iam:PassedToService": "EC2.amazonaws.com"
                               ^^^^^^^^^^^^^^^^^^^ service principal `EC2.amazonaws.com` is not in lower case
      }
    }
  }
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Service": [
        "Lambda.amazonaws.com",
        ^^^^^^^^^^^^^^^^^^^^^^ service principal `Lambda.amazonaws.com` is not in lower case
        "sns.amazonaws.com"
      ]
    },
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {"kms:ViaService": "s3.amazonaws.com"}
                                         ^^^^^^^^^^^^^^^^^^ `s3.amazonaws.com` is not `service.region.amazonaws.com`
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
    "Resource": "*",
    "Condition": {
      "ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"},
      "StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:CreateServiceLinkedRole",
    "Resource": "*",
    "Condition": {
      "StringLike": {
        "iam:AWSServiceName": "dynamodb.application-autoscaling.amazonaws.com",
        "kms:ViaService": "s3.*.amazonaws.com"
      }
    }
  }
}
```
"""

import re
from collections.abc import Iterator
from functools import cache

from iamscope.rules import ERROR, ConditionValue, FixReport, Principal, Replace, Report, Statement, facts, report, rule

# the words in front of the domain; the regional form also has the region
_LABEL = r"[a-z0-9-]+"
_DOMAIN = r"\.(?:amazonaws\.com(?:\.cn)?|amazon\.com)"
_PLAIN = re.compile(_LABEL + _DOMAIN)
_REGIONAL = re.compile(rf"{_LABEL}\.{_LABEL}{_DOMAIN}")
#: No service principal is longer.
_LONGEST = 255


@cache
def _forms() -> dict[str, tuple[re.Pattern[str] | None, str]]:
    """The form that a key takes, None for any in lower case, and how to write it."""
    listed = facts("facts/conditions")["service_principals"]
    return {
        **dict.fromkeys(listed["plain"], (_PLAIN, "service.amazonaws.com")),
        **dict.fromkeys(listed["regional"], (_REGIONAL, "service.region.amazonaws.com")),
        **dict.fromkeys(listed["any"], (None, "service.amazonaws.com")),
    }


def _misfit(where: Principal | ConditionValue, form: re.Pattern[str] | None, shown: str) -> Report | None:
    value = where.value
    if where.has_wildcard or "${" in value or not value:
        return None
    lower = value.lower()
    fits_lower = form is None or (len(lower) <= _LONGEST and form.fullmatch(lower) is not None)
    if fits_lower and value == lower:
        return None
    return report(
        where,
        message=f"service principal `{value}` is not in lower case" if fits_lower else f"`{value}` is not `{shown}`",
        help=f"write `{lower}`" if fits_lower else f"write it as `{shown}`",
        fix=FixReport(f"write `{lower}`", (Replace(where.place, lower),)) if fits_lower else None,
    )


@rule("INVALID_SERVICE_PRINCIPAL_FORMAT", ERROR, summary="service principal in a wrong form", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    for principals in (statement.principals, statement.not_principals):
        for principal in principals:
            if principal.kind == "Service":
                found = _misfit(principal, None, "service.amazonaws.com")
                if found:
                    yield found
    for condition in statement.conditions:
        if condition.operator.family != "String":
            continue
        form = _forms().get(condition.key_name)
        if form is None:
            continue
        for value in condition.values:
            found = _misfit(value, *form)
            if found:
                yield found

r"""A resource whose account is no account id.

The fifth field of an ARN holds the twelve digits of an account. Hyphens, aliases and ids with digits missing match
nothing.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:GetRole",
    "Resource": "arn:aws:iam::12345:role/app"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `12345` is no account id
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "sqs:SendMessage",
    "NotResource": [
      "arn:aws:sqs:us-east-1:1111-2222-3333:orders",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `1111-2222-3333` is no account id
      "arn:aws:sqs:us-east-1:production:orders"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `production` is no account id
    ]
  }
}
```

Write the twelve digits, or a pattern; some ARNs have no account, and what AWS owns may say `aws`:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:Get*",
    "Resource": [
      "arn:aws:iam::111122223333:role/app",
      "arn:aws:iam::*:role/app",
      "arn:aws:iam::1111????????:role/app",
      "arn:aws:iam::${aws:PrincipalAccount}:role/app",
      "arn:aws:iam::aws:policy/ReadOnlyAccess"
    ]
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    FixReport,
    Replace,
    Report,
    ResourcePattern,
    arn_text,
    formats_of,
    is_account_id,
    is_literal,
    report,
    rule,
)

_OWNED_BY_AWS = "aws"


@rule("INVALID_ARN_ACCOUNT", ERROR, summary="resource whose account is no account id", on=ResourcePattern)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    if arn is None or arn.account in ("", "*", _OWNED_BY_AWS) or is_account_id(arn.account):
        return
    if not is_literal(arn.account) or any(form.account == arn.account for form in formats_of(arn.service)):
        return
    digits = arn.account.replace("-", "")
    text = arn_text(arn._replace(account=digits)) if is_account_id(digits) else ""
    yield report(
        pattern,
        message=f"`{arn.account}` is no account id",
        help="write the twelve digits of the account, without hyphens",
        fix=FixReport("remove the hyphens", (Replace(pattern.place, text),)) if text else None,
    )

r"""An ARN without the account that it must have.

The resource belongs to an account, and its ARN says which. An empty field matches no account at all. Many services
let the field empty for what AWS itself owns (public images, documents and parameters), so only resources are reported
of which it is known that they need the account.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "resource-explorer-2:GetView",
    "Resource": "arn:aws:resource-explorer-2:us-east-1::view/main/1a2b"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN lacks the account of the resource
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "resource-explorer-2:Search",
    "NotResource": [
      "arn:aws:resource-explorer-2:*::view/main/*",
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN lacks the account of the resource
      "arn:aws:resource-explorer-2:us-east-1:111122223333:view/main/*"
    ]
  }
}
```

Name the account, or `*` for all of them. Views that AWS itself makes have none:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "resource-explorer-2:Search",
    "Resource": [
      "arn:aws:resource-explorer-2:us-east-1:111122223333:view/main/1a2b",
      "arn:aws:resource-explorer-2:*:*:view/main/*",
      "arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignals/service-view",
      "arn:aws:resource-explorer-2:*::view/*"
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
    "Resource": [
      "arn:aws:s3:::amzn-s3-demo-bucket/*",
      "arn:aws:ec2:us-east-1::image/ami-1a2b3c4d",
      "arn:aws:ssm:us-east-1::document/AWS-RunShellScript"
    ]
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    FixReport,
    Precision,
    Replace,
    Report,
    ResourcePattern,
    arn_text,
    intersects,
    report,
    rule,
)

#: Service and beginning of the resource → what AWS itself owns among them. The list has what Access Analyzer was seen
#: to report; formats do not tell, since they write an account where AWS's own resources have none.
_NEED_ACCOUNT = {("resource-explorer-2", "view/"): "view/AWSServiceView*"}


@rule(
    "MISSING_ARN_ACCOUNT",
    ERROR,
    summary="missing account in an ARN",
    on=ResourcePattern,
    precision=Precision.MEDIUM,
)
def check(pattern: ResourcePattern) -> Iterator[Report]:
    arn = pattern.arn
    if arn is None or arn.account:
        return
    for (service, head), owned_by_aws in _NEED_ACCOUNT.items():
        if arn.service != service or not arn.resource.startswith(head) or intersects(arn.resource, owned_by_aws):
            continue
        meant = arn_text(arn._replace(account="*"))
        yield report(
            pattern,
            message="ARN lacks the account of the resource",
            help=f"name the account, or write `{meant}`",
            fix=FixReport("put `*` for the account", (Replace(pattern.place, meant),)),
        )

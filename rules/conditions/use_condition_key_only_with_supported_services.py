r"""A condition asks who owns the VPC endpoint, of services that do not tell.

`aws:VpceAccount`, `aws:VpceOrgID` and `aws:VpceOrgPaths` are sent by some services only. For the actions of all
others the key is missing: a `Deny` with a negated operator then hits every request, and an `Allow` grants nothing.
Keep such statements to services that send the key.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "*",
    "Resource": "*",
    "Condition": {"StringNotEqualsIfExists": {"aws:VpceOrgID": "o-a1b2c3d4e5"}}
                                              ^^^^^^^^^^^^^^^ `aws:VpceOrgID` is not sent for `*`
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "ec2:DescribeInstances"],
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:VpceAccount": "111122223333"}}
                                   ^^^^^^^^^^^^^^^^^ `aws:VpceAccount` is not sent for `ec2:DescribeInstances`
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "NotAction": "s3:*",
    "Resource": "*",
    "Condition": {
      "ForAnyValue:StringNotLike": {
        "aws:VpceOrgPaths": "o-a1b2c3d4e5/*"
        ^^^^^^^^^^^^^^^^^^ `aws:VpceOrgPaths` is sent by some services only, and `NotAction` leaves the rest in
      }
    }
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": ["s3:*", "kms:Decrypt"],
    "Resource": "*",
    "Condition": {"StringNotEqualsIfExists": {"aws:VpceOrgID": "o-a1b2c3d4e5"}}
  }
}
```

The keys that name the endpoint itself are sent by every service:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "*",
    "Resource": "*",
    "Condition": {"StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-12345678"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Condition, Report, facts, report, rule


@rule(
    "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES",
    WARNING,
    summary="condition on the owner of a VPC endpoint, for services that do not send it",
    on=Condition,
)
def check(condition: Condition) -> Iterator[Report]:
    if not condition.key_name.startswith("aws:vpce"):
        return
    listed = facts("facts/conditions")["vpce_owner"]
    services = listed.get(condition.key_name)
    if services is None:
        return
    statement = condition.statement
    unlimited = statement.element("NotAction")
    where = next(
        (
            action
            for action in statement.actions
            if action.service not in services or action.value.lower() in listed["except"]
        ),
        None,
    )
    if where is not None:
        message = f"`{condition.key}` is not sent for `{where.value}`"
    elif unlimited is not None:
        message = f"`{condition.key}` is sent by some services only, and `NotAction` leaves the rest in"
    else:
        return
    yield report(
        condition.place.key,
        message=message,
        help="limit the actions of the statement to services that send the key",
        related=[where or unlimited],
    )

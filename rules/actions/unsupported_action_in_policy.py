r"""An action that nothing behind the policy can be asked for.

A resource policy judges requests to the resource that it is attached to. An action of another service, or one that
works on something else, never gets there, and the service refuses the policy when it is attached:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": [
      "s3:GetObject",
      "kms:Decrypt",
      ^^^^^^^^^^^^^ `kms:Decrypt` has no place in an `AWS::S3::Bucket` policy
      "s3:ListAllMyBuckets"
      ^^^^^^^^^^^^^^^^^^^^^ `s3:ListAllMyBuckets` has no place in an `AWS::S3::Bucket` policy
    ],
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": ["sts:AssumeRole", "s3:*"]
                                 ^^^^^^ `s3:*` has no place in an `AWS::IAM::AssumeRolePolicyDocument` policy
  }
}
```

A pattern is fine as long as one of the actions that it stands for fits, and so is `*`:

```json resource-type=AWS::S3::Bucket
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": ["s3:*", "s3:List*"],
    "Resource": ["arn:aws:s3:::amzn-s3-demo-bucket", "arn:aws:s3:::amzn-s3-demo-bucket/*"]
  }
}
```

```json type=trust
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
  }
}
```

```json resource-type=AWS::DynamoDB::Table
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "*",
    "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/orders"
  }
}
```

Where it was not said what the policy is attached to, or nothing is known of that type, there is no telling:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "kms:Decrypt",
    "Resource": "*"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    ActionPattern,
    Attachment,
    PolicyType,
    Precision,
    Report,
    attachment,
    report,
    rule,
    spec,
)


@rule(
    "UNSUPPORTED_ACTION_IN_POLICY",
    ERROR,
    summary="action that does not work on what the policy is attached to",
    on=ActionPattern,
    policy_types=(PolicyType.RESOURCE, PolicyType.TRUST),
    precision=Precision.MEDIUM,
)
def check(pattern: ActionPattern) -> Iterator[Report]:
    attached = attachment(pattern.policy)
    if attached is None or pattern.element != "Action" or _fits(pattern.value, attached):
        return
    yield report(
        pattern,
        message=f"`{pattern.value}` has no place in an `{attached.resource_type}` policy",
        help="remove the action, or move it to a policy of the resource that it works on",
    )


def _fits(pattern: str, attached: Attachment) -> bool:
    if not pattern.strip("*"):
        return True
    actions = spec().expand(pattern)
    return not actions or any(  # what does not exist has codes of its own
        action.undocumented  # nobody says what it works on
        or any(f"{action.service}:{name}" in attached.actions for name, _ in action.resource_types)
        for action in actions
    )

"""A suppression cannot be followed.

It names no code, or one that no finding has, or gives no reason in metadata, or a date that is none. What is wrong in
it suppresses nothing, so the findings that it was meant for are reported.

```json
{
  "Resources": {
    "Deployer": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Metadata": {"iamscope": {"ignore": [
        {"code": "PASS_ROLE_WITH_STAR", "reason": "the account holds nothing else"}
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no finding has the code `PASS_ROLE_WITH_STAR`
      ]}},
      "Properties": {"PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
      }}
    }
  }
}
```

With the code that the finding has:

```json
{
  "Resources": {
    "Deployer": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Metadata": {"iamscope": {"ignore": [
        {"code": "PASS_ROLE_WITH_STAR_IN_RESOURCE", "reason": "the account holds nothing else"}
      ]}},
      "Properties": {"PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
      }}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, Report, SuppressionReview, rule


@rule("INVALID_SUPPRESSION", WARNING, summary="suppression that cannot be followed", on=SuppressionReview, aws=False)
def check(suppression: SuppressionReview) -> Iterator[Report]:
    if suppression.mistake:
        yield Report(
            suppression.mistake,
            (),
            "write `ignore[CODE] reason` in a comment, `code` and `reason` in metadata; `iamscope rules` lists the codes",
            span=suppression.span,
        )

"""A suppression suppresses nothing.

The finding that it accepted is gone, or it stands where it does not reach the finding. Left alone, it would hide the
next one of its kind. Only rules that took part in the run count, and an entry of the configuration is looked at only
when all files that it could be for were checked.

```json
{
  "Resources": {
    "Reader": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Metadata": {"iamscope": {"ignore": [
        {"code": "PASS_ROLE_WITH_STAR_IN_RESOURCE", "reason": "until the move"}
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nothing is suppressed here for `PASS_ROLE_WITH_STAR_IN_RESOURCE`
      ]}},
      "Properties": {"PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-reports/*"}
      }}
    }
  }
}
```

Without it:

```json
{
  "Resources": {
    "Reader": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Properties": {"PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-reports/*"}
      }}
    }
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import SUGGESTION, Report, SuppressionReview, rule


@rule("UNUSED_SUPPRESSION", SUGGESTION, summary="suppression of nothing", on=SuppressionReview, aws=False)
def check(suppression: SuppressionReview) -> Iterator[Report]:
    if suppression.unused:
        codes = ", ".join(f"`{code}`" for code in suppression.unused)
        yield Report(
            f"nothing is suppressed here for {codes}",
            (),
            "remove what is not needed; a comment must stand on the line of the finding or right above its element",
            span=suppression.span,
        )

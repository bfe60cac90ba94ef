"""A suppression has expired.

Its date has passed: the findings that it accepted are reported again. Mend what they say, or accept it anew.

```json
{
  "Resources": {
    "Deployer": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Metadata": {"iamscope": {"ignore": [
        {"code": "PASS_ROLE_WITH_STAR_IN_RESOURCE", "reason": "until the move", "expires": "2024-06-30"}
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the suppression of `PASS_ROLE_WITH_STAR_IN_RESOURCE` expired on 2024-06-30
      ]}},
      "Properties": {"PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
      }}
    }
  }
}
```

One that still holds, to the end of its day:

```json
{
  "Resources": {
    "Deployer": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Metadata": {"iamscope": {"ignore": [
        {"code": "PASS_ROLE_WITH_STAR_IN_RESOURCE", "reason": "until the move", "expires": "9999-12-31"}
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


@rule("EXPIRED_SUPPRESSION", WARNING, summary="suppression whose date has passed", on=SuppressionReview, aws=False)
def check(suppression: SuppressionReview) -> Iterator[Report]:
    if suppression.expired_on is not None:
        codes = ", ".join(f"`{code}`" for code in suppression.codes)
        yield Report(
            f"the suppression of {codes} expired on {suppression.expired_on}",
            (),
            "mend what it suppressed and remove it, or give it a later date",
            span=suppression.span,
        )

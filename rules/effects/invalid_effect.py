r"""An effect is neither `Allow` nor `Deny`.

AWS refuses the policy. Upper and lower case count.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"},
               ^^^^^^^ `allow` is no effect
    {"Effect": "Forbid", "Action": "s3:DeleteObject", "Resource": "*"}
               ^^^^^^^^ `Forbid` is no effect
  ]
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "", "Action": "s3:GetObject", "Resource": "*"}
                          ^^ the effect is empty
}
```

The two effects that there are:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}
  ]
}
```

A value that is no string is of the wrong type, which is reported as that:

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": true, "Action": "s3:GetObject", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, Replace, Report, Statement, Text, closest, report, rule

_EFFECTS = ("Allow", "Deny")


@rule("INVALID_EFFECT", ERROR, summary="effect is neither `Allow` nor `Deny`", on=Statement)
def check(statement: Statement) -> Iterator[Report]:
    effect = statement.effect
    if effect is None or effect.value in _EFFECTS or "${" in effect.value:
        return
    meant = closest(effect.value, _EFFECTS)
    yield report(
        effect,
        message=f"`{effect.value}` is no effect" if effect.value else "the effect is empty",
        help=f"did you mean `{meant}`?" if meant else "write `Allow` or `Deny`",
        fix=_fix(effect, meant) if meant else None,
    )


def _fix(effect: Text, meant: str) -> FixReport:
    # AWS refuses any other spelling, so where only the case differs nothing else can have been meant
    certain = effect.value.lower() == meant.lower()
    return FixReport(f"write `{meant}`", (Replace(effect.place, meant),), safe=certain)

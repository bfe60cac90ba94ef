r"""A policy variable is named almost like a condition key, but not quite.

A variable is the value of a condition key in the request. Where the request has no such key, IAM cannot put anything
in its place, and the statement does not apply: an `Allow` grants nothing, a `Deny` denies nothing. AWS does not check
this. Nothing is said where no known key is much alike, as services have variables of which no list exists.

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::demo/${aws:usrname}/*"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there is no condition key `aws:usrname` to take the value of
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": {
      "StringEquals": {
        "aws:ResourceTag/team": [
          "web",
          "${aws:PrincipleTag/team, 'none'}"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there is no condition key `aws:PrincipleTag/team` to take the value of
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
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:UserName}/${aws:PrincipalTag/team, 'none'}/*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${transfer:HomeFolder}/${aws:somethingelse}/${iot:ClientId}"
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    WARNING,
    FixReport,
    Replace,
    Report,
    Statement,
    Variable,
    knows_variables,
    report,
    rule,
    spec,
    texts_with_variables,
)


def _meant(variable: Variable) -> str | None:
    """The key that a variable was meant to name, where it names none and one is much alike."""
    key = variable.key
    # the keys of AWS itself are all known; services have variables that are no condition keys (`transfer:HomeFolder`)
    if not variable.closed or key[:4].lower() != "aws:" or key[4:5] in ("", ":") or any(map(str.isspace, key)):
        return None
    if spec().condition_key(key) is not None:
        return None
    meant = spec().suggest_condition_key(key)
    known = spec().condition_key(meant) if meant is not None and "${" not in meant else None
    return meant if known is not None and not known.multivalued else None


@rule("UNKNOWN_POLICY_VARIABLE", WARNING, summary="misspelt policy variable", on=Statement, aws=False)
def check(statement: Statement) -> Iterator[Report]:
    if not knows_variables(statement.policy):
        return
    for text in texts_with_variables(statement):
        for variable in text.variables:
            meant = _meant(variable)
            if meant is None:
                continue
            start = variable.start + 2
            fixed = text.value[:start] + meant + text.value[start + len(variable.key) :]
            yield report(
                text,
                message=f"there is no condition key `{variable.key}` to take the value of",
                help=f"did you mean `${{{meant}}}`?",
                fix=FixReport(f"write `${{{meant}}}`", (Replace(text.place, fixed),)),
            )

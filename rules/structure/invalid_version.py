r"""The policy has a version that does not exist.

AWS refuses it. `Version` is the version of the policy language, not of the policy: `2012-10-17`, or `2008-10-17` of
old, which knows no variables.

```json
{
  "Version": "2012-10-18",
             ^^^^^^^^^^^^ there is no version `2012-10-18` of the policy language
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]
}
```

```json
{
  "Version": "1.0",
             ^^^^^ there is no version `1.0` of the policy language
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```

The two that there are:

```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]
}
```

```json
{
  "Version": "2008-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, FixReport, Policy, Replace, Report, report, rule

_VERSIONS = ("2012-10-17", "2008-10-17")


@rule("INVALID_VERSION", ERROR, summary="version of the policy language does not exist", on=Policy)
def check(policy: Policy) -> Iterator[Report]:
    version = policy.version
    if version is None or version.value in _VERSIONS or "${" in version.value:
        return
    yield report(
        version,
        message=f"there is no version `{version.value}` of the policy language",
        help="write `2012-10-17`",
        fix=FixReport("write `2012-10-17`", (Replace(version.place, "2012-10-17"),)),
    )

r"""The policy has no `Version`.

AWS then reads it by the language of 2008, in which `${aws:username}` and the like are no variables but plain text: a
statement that was meant for each user's own folder matches nobody's.

```json
{
^ policy has no `Version`
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```

```json
{
^ policy has no `Version`
  "version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"
  }
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```

The old version, if it is written down, is accepted:

```json
{
  "Version": "2008-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import WARNING, AddMember, FixReport, Object, Policy, Report, has_hole, report, rule


@rule(
    "MISSING_VERSION",
    WARNING,
    summary="policy has no `Version`",
    on=Policy,
    needs=(),
)
def check(policy: Policy) -> Iterator[Report]:
    if policy.element("Version") is None and isinstance(policy.value, Object):
        yield report(
            policy, message="policy has no `Version`", help="add `Version` with `2012-10-17`", fix=_add_version(policy)
        )


def _add_version(policy: Policy) -> FixReport:
    # with a version, what looks like a variable becomes one
    safe = "${" not in policy.span.text and not has_hole(policy.value)
    member = AddMember(policy.place, "Version", "2012-10-17")
    return FixReport("add `Version` with `2012-10-17`", (member,), safe)

r"""The policy has no statement.

It allows and denies nothing, and AWS refuses it. An empty list of statements counts as none.

```json
{
^ policy has no statement
  "Version": "2012-10-17"
}
```

```json
{
^ policy has no statement
  "Version": "2012-10-17",
  "Statement": []
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]
}
```

A single statement needs no list:

```json
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Object, Policy, Report, report, rule


@rule("MISSING_STATEMENT", ERROR, summary="policy has no statement", on=Policy)
def check(policy: Policy) -> Iterator[Report]:
    element = policy.element("Statement")
    if (element is None and isinstance(policy.value, Object)) or (element is not None and element.value == []):
        yield report(
            policy,
            message="policy has no statement",
            help="add a `Statement` with at least an `Effect`, an `Action` and what else this type of policy takes",
        )

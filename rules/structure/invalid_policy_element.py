r"""An element is none of the policy language.

AWS refuses the policy. A document has `Version`, `Id` and `Statement`; a statement has `Sid`, `Effect`, `Principal`,
`NotPrincipal`, `Action`, `NotAction`, `Resource`, `NotResource` and `Condition`. Upper and lower case count. What such
an element was meant to be is missing too, and may be reported as missing.

```json
{
  "version": "2012-10-17",
             ^^^^^^^^^^^^ `version` is no element of a policy document
  "Statement": [
    {
      "Effect": "Allow",
      "Actions": ["s3:GetObject"],
                 ^^^^^^^^^^^^^^^^ `Actions` is no element of a statement
      "Resource": "*",
      "Comment": "read"
                 ^^^^^^ `Comment` is no element of a statement
    }
  ]
}
```

Elements that stand in the wrong object count as well:

```json
{
  "Version": "2012-10-17",
  "Effect": "Allow",
            ^^^^^^^ `Effect` is no element of a policy document
  "Statement": {"Version": "2012-10-17", "Action": "s3:GetObject", "Resource": "*"}
                           ^^^^^^^^^^^^ `Version` is no element of a statement
}
```

The policy as it was meant:

```json
{
  "Version": "2012-10-17",
  "Id": "reading",
  "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}]
}
```

The names inside of `Principal` and `Condition` are no elements:

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Aws": "111122223333"},
    "Action": "s3:GetObject",
    "Resource": "*",
    "Condition": {"StringLooksLike": {"aws:PrincipalTag/team": "red"}}
  }
}
```
"""

from collections.abc import Iterator

from iamscope.rules import (
    ERROR,
    POLICY_ELEMENTS,
    STATEMENT_ELEMENTS,
    Element,
    FixReport,
    Policy,
    Replace,
    Report,
    Statement,
    closest,
    report,
    rule,
)


@rule("INVALID_POLICY_ELEMENT", ERROR, summary="unknown element", on=Policy)
def check(policy: Policy) -> Iterator[Report]:
    for element in policy.elements:
        if element.name not in POLICY_ELEMENTS:
            yield _report(element, policy)
    for statement in policy.statements:
        for element in statement.elements:
            if element.name not in STATEMENT_ELEMENTS:
                yield _report(element, statement)


#: An object with more members is no policy with a slip in it, and likeness takes time to tell.
_MOST_COMPARED = 50


def _report(element: Element, parent: Policy | Statement) -> Report:
    known: tuple[str, ...] = STATEMENT_ELEMENTS
    others: tuple[str, ...] = POLICY_ELEMENTS
    where, elsewhere = "a statement", "the policy document"
    if isinstance(parent, Policy):
        known, others = others, known
        where, elsewhere = "a policy document", "a statement"
    message = f"`{element.name}` is no element of {where}"
    if element.name in others:
        return report(element, message=message, help=f"move it into {elsewhere}")
    meant = closest(element.name, known) if len(parent.elements) <= _MOST_COMPARED else None
    if meant is None:
        names = ", ".join(f"`{name}`" for name in known)
        return report(element, message=message, help=f"remove it: {where} has {names}")
    taken = parent.element(meant) is not None
    return report(
        element,
        message=message,
        help=f"did you mean `{meant}`?",
        fix=None if taken else _rename(element, meant),
    )


def _rename(element: Element, meant: str) -> FixReport:
    # where only the case differs, nothing else can have been meant
    certain = element.name.lower() == meant.lower()
    return FixReport(f"rename it to `{meant}`", (Replace(element.place.key, meant),), safe=certain)

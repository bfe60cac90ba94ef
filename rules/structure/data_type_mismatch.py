r"""An element has a value of the wrong JSON type.

AWS refuses the policy. `Version`, `Id`, `Sid` and `Effect` are strings; `Statement` is an object or a list of
objects; actions, resources and principals are strings or lists of strings; `Condition` holds objects of objects. The
values of conditions may be strings, numbers or booleans.

```json
{
  "Version": 20121017,
             ^^^^^^^^ `Version` is a number
  "Statement": {"Effect": ["Allow"], "Action": {"s3": "GetObject"}, "Resource": null}
                          ^^^^^^^^^ `Effect` is a list
                                               ^^^^^^^^^^^^^^^^^^^ `Action` is an object
                                                                                ^^^^ `Resource` is null
}
```

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", 7],
                                 ^ `Action` holds a number
      "Resource": "*",
      "Condition": {
        "StringEquals": ["aws:PrincipalTag/team"],
                        ^^^^^^^^^^^^^^^^^^^^^^^^^ `StringEquals` is a list
        "Bool": {"aws:SecureTransport": {"is": true}}
                                        ^^^^^^^^^^^^ `aws:SecureTransport` is an object
      }
    },
    "Deny"
    ^^^^^^ `Statement` holds a string
  ]
}
```

```json type=resource
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": 111122223333, "Action": "sqs:SendMessage", "Resource": "*"}
                                                ^^^^^^^^^^^^ `Principal` is a number
}
```

The right types:

```json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject"],
    "Resource": "*",
    "Condition": {
      "Bool": {"aws:SecureTransport": true},
      "NumericLessThan": {"s3:max-keys": 100, "s3:signatureAge": ["600000"]}
    }
  }
}
```

A string of the right type but with a wrong content is another matter:

```json type=resource
{
  "Version": "2012-10-18",
  "Statement": {"Effect": "allow", "Principal": "111122223333", "Action": "sqs:SendMessage", "Resource": "*"}
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Policy, Report, misfits, report, rule


@rule("DATA_TYPE_MISMATCH", ERROR, summary="value has the wrong JSON type", on=Policy)
def check(policy: Policy) -> Iterator[Report]:
    for misfit in misfits(policy):
        yield report(
            misfit.place,
            message=f"`{misfit.element}` {'holds' if misfit.in_list else 'is'} {_WORDS[misfit.found]}",
            help=f"write {misfit.expected} here",
        )


_WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "number": "a number",
    "boolean": "a boolean",
    "null": "null",
}

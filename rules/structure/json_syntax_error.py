r"""The document is not JSON.

AWS refuses it, and nothing else can be said of it until it parses. Every mistake that can be told is reported in
one run, each at its place: missing and trailing commas, comments, single quotes, strings and brackets that are
never closed, text before or after the document.

```json
{
  "Version": "2012-10-17"
                         ^ expected `,` before `"Statement"`
  "Statement": [
    {
      "Effect": 'Allow',
                ^^^^^^^ single quotes around `Allow`
      "Action": "s3:GetObject", // read
                                ^^^^^^^ comment, which JSON does not have
      "Resource": "*",
                     ^ `,` before `}`
    }
  ]
}
```

```json
{
^ `{` is never closed
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]
```

The same policy as JSON:

```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]
}
```
"""

from collections.abc import Iterator

from iamscope.rules import ERROR, Report, SyntaxProblem, rule


@rule("JSON_SYNTAX_ERROR", ERROR, summary="document is not JSON", on=SyntaxProblem)
def check(problem: SyntaxProblem) -> Iterator[Report]:
    yield Report(problem.message, (), problem.help, span=problem.span)

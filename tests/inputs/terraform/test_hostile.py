"""Files that strangers made to take time or memory, or to crash their reader."""

import time

import carets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.inputs.terraform import hcl
from iamscope.results import FileResult

N = 3000
POLICY = 'resource "aws_iam_policy" "p" {\n  policy = %s\n}\n'
ACTIONS = POLICY % 'jsonencode({ Statement = [{ Effect = "Allow", Action = %s, Resource = "*" }] })'


def doubling(expression: str) -> str:
    """Locals of which each is twice the one before."""
    return "".join(
        f"locals {{ a{number} = {expression.replace('@', f'local.a{number - 1}')} }}\n" for number in range(1, 60)
    )


def _impatient(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    real = hcl._parse
    monkeypatch.setattr(hcl, "_parse", lambda data, source, _: real(data, source, seconds))


def check(text: str) -> FileResult:
    started = time.monotonic()
    result = carets.check(text, "main.tf")
    assert time.monotonic() - started < 20
    return result


@pytest.mark.parametrize(
    "text",
    [
        ACTIONS % ('"' + "${var.x}" * N + '"'),
        "locals {\n  a = local.b\n  b = [local.a, local.c]\n  c = local.c\n}\n" + ACTIONS % "[local.a, local.c]",
        'locals { a0 = ["s3:Get"] }\n' + doubling("concat(@, @)") + ACTIONS % "local.a50",
        'locals { a0 = ["s3:Get"] }\n' + doubling("[@, @]") + ACTIONS % "local.a50",
        'locals { a0 = "s3:Get" }\n' + doubling('"${@}${@}"') + ACTIONS % "local.a50",
        'locals { a0 = "s3:Get" }\n' + doubling('format("%s%s", @, @)') + ACTIONS % "local.a50",
        'locals { a0 = "s3:Get" }\n' + doubling('join("", [@, @])') + ACTIONS % "local.a50",
        'locals { a0 = "s3:Get" }\n' + doubling('replace(@, "G", @)') + ACTIONS % "local.a50",
        ACTIONS % ("[" * N + "]" * N),
        ACTIONS % ("{ a = " * N + "1" + "}" * N),
        ACTIONS % ("(" * N + "1" + ")" * N),
        ACTIONS % ("lower(" * N + '"a"' + ")" * N),
        ACTIONS % ("!" * N + "true"),
        ACTIONS % ("a ? b : " * (N // 10) + "1"),
        ACTIONS % ('"' + '${"' * 50 + '"}' * 50 + '"'),
        ACTIONS % ("var" + ".a" * N),
    ],
    ids=range(16),
)
def test_a_policy_is_found_in_bounded_time(text: str) -> None:
    result = check(text)
    assert len(result.policies) == 1
    assert all(finding.code != "INTERNAL_ERROR" for finding in result.policies[0].findings)


def test_rounds_in_rounds_are_bounded() -> None:
    rounds = '"x"'
    for name in "abcd":
        rounds = f"[for {name} in local.l : {rounds}]"
    text = "locals { l = [" + '"x",' * 40 + "] }\n" + ACTIONS % f"flatten({rounds})"
    assert len(check(text).policies) == 1


def test_documents_that_merge_each_other_are_bounded() -> None:
    name = "data.aws_iam_policy_document.d%d.json"
    documents = "".join(
        f'data "aws_iam_policy_document" "d{number}" {{\n'
        f"  source_policy_documents = [{name % (number - 1)}, {name % (number - 1)}]\n"
        '  statement {\n    actions = ["s3:Get*"]\n    resources = ["*"]\n  }\n}\n'
        for number in range(1, 30)
    )
    assert len(check(documents).policies) == 29


@pytest.mark.parametrize(
    "text", ['{"a": [1, 2]}\n', "a = <<A\n${", "}{)(][", '"', "${", "<<-A\n", "a {", "\0", "%{if a}"]
)
def test_nonsense_ends(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _impatient(monkeypatch, 0.5)
    assert check("# Statement file(\n" + text * N).policies == ()


def test_a_text_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    _impatient(monkeypatch, 0.0)
    problem = check('# {"a": [1, 2]}\n' * N * 10).problem
    assert problem is not None
    assert problem.message == "cannot be parsed in reasonable time"


FIXTURES = [carets.unmark(path.read_text(encoding="utf-8"))[0] for path in carets.fixtures("terraform")]
TOKENS = st.sampled_from(
    ["{", "}", '"', "${", "<<E\n", "E\n", "[", "]", "(", ")", "%{if x}", "\\", "=", ",", "\n", "é", ""]
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FIXTURES), st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 40), TOKENS), max_size=4))
def test_whatever_is_cut_out_or_put_in_every_place_lies_in_the_file(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    for place, length, token in edits:
        at = place % (len(text) + 1)
        text = text[:at] + token + text[at + length :]
    result = carets.check(text, "main.tf")
    for policy in result.policies:
        for finding in policy.findings:
            assert finding.code != "INTERNAL_ERROR", finding.message
            for location in finding.locations:
                assert 0 <= location.span.start <= location.span.end <= len(text)

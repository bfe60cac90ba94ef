"""Comments of YAML and HCL are found in any text, and reach a stretch of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamscope.inputs import yaml_comments
from iamscope.inputs.formats import JSON, TERRAFORM, YAML, Format
from iamscope.inputs.terraform import comments as hcl_comments
from iamscope.source import Source

PIECES = st.sampled_from(
    [
        *("# iamscope: ignore[A]", "// iamscope: ignore[B] why", "/* iamscope: ignore[C] */", "iamscope: ignore"),
        *("\n", "\r\n", " ", "  ", "\t", "- ", "a: ", "a = ", "{", "}", "[", "]", '"', "'", "|", ">", "<<E\n", "\nE\n"),
        *("&x ", "*x ", "!Sub ", "---", "%YAML", "\ufeff", "é", "\U0001f600", "${", "\\", "resource x {", "#"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@pytest.mark.parametrize(("format", "path"), [(YAML, "a.yaml"), (TERRAFORM, "a.tf"), (JSON, "a.json")])
@given(text=TEXTS)
def test_any_text(format: Format, path: str, text: str) -> None:
    for suppression in format.suppressions(Source(path, text)):
        assert "iamscope" in suppression.span.text
        reach = suppression.reach
        assert reach is not None
        assert 0 <= reach.start <= reach.end <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("# iamscope: ignore[A]\na: 1\nb: 2\n", "a: 1\n"),
        ("# iamscope: ignore[A]\na:\n  - 1\nb: 2\n", "a:\n  - 1"),
        ("a:\n  - x: 1\n    # iamscope: ignore[A]\n    y: {z: [1,\n 2]}\n", "    y: {z: [1,\n 2]}"),
        ("a: &x\n  - 1\n# iamscope: ignore[A]\nb: *x\n", "b: *x\n"),
        ("- # iamscope: ignore[A]\n  - 1\n  - 2\n- 3\n", "- # iamscope: ignore[A]\n  - 1\n  - 2"),
        ("a: 1 # iamscope: ignore[A]\nb: 2\n", "a: 1 # iamscope: ignore[A]\n"),
        ("é: '😀' # iamscope: ignore[A]\nb: 2\n", "é: '😀' # iamscope: ignore[A]\n"),
    ],
)
def test_what_a_yaml_comment_reaches(text: str, reached: str) -> None:
    [suppression] = yaml_comments.suppressions(Source("a.yaml", text))
    assert suppression.reach is not None
    assert suppression.reach.text == reached


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("# iamscope: ignore[A]\na = 1\nb = 2\n", "a = 1\n"),
        ('// iamscope: ignore[A]\nx "y" {\n a = 1\n}\nb = 2\n', 'x "y" {\n a = 1\n}'),
        ("a = [\n # iamscope: ignore[A]\n {\n b = 1 },\n 2]\n", " {\n b = 1 }"),
        ("a = { # iamscope: ignore[A]\n b = 1\n}\n", "a = { # iamscope: ignore[A]\n b = 1\n}"),
        ("/*\n iamscope: ignore[A]\n*/\na = 1\nb = 2\n", "a = 1\n"),
        ('é = "😀" # iamscope: ignore[A]\nb = 2\n', 'é = "😀" # iamscope: ignore[A]\n'),
    ],
)
def test_what_an_hcl_comment_reaches(text: str, reached: str) -> None:
    [suppression] = hcl_comments.suppressions(Source("a.tf", text))
    assert suppression.reach is not None
    assert suppression.reach.text == reached

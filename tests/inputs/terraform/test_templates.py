"""Where the characters of templates stand: in quoted ones with escapes, and in heredocs."""

from hypothesis import given
from hypothesis import strategies as st

from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.module import Module, ModuleFile
from iamscope.inputs.terraform.values import NamedDocument, Value
from iamscope.source import Source

CHARACTERS = st.sampled_from(list('ab"\\\n\t\r${}%é😀 ')) | st.characters(exclude_categories=["Cs", "Cc"])
TEXTS = st.lists(CHARACTERS, max_size=30).map("".join)


def evaluate(written: str) -> Value:
    file = ModuleFile(Source("main.tf", f"locals {{\n  # é😀\n  x = {written}\n}}\n"), is_json=False)
    assert file.problem is None, written
    module = Module(None, [file])
    return Evaluator(module, Assumptions(truth=True)).evaluate(module.locals["x"].expression)


def written_as(character: str) -> str:
    """How a character is written between quotes."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "$": "\\u0024", "%": "\\u0025"}
    return escapes.get(character, character)


@given(TEXTS)
def test_every_character_of_a_quoted_template_knows_its_place(text: str) -> None:
    value = evaluate('"' + "".join(map(written_as, text)) + '"')
    assert value.json == text
    document = NamedDocument(value, ())
    for number, character in enumerate(text):
        assert document.in_string((), number, number + 1).text == written_as(character)


@given(TEXTS.map(lambda text: text.replace("\r", "").replace("$", "").replace("%", "")))
def test_every_character_of_a_heredoc_knows_its_place(text: str) -> None:
    value = evaluate(f"<<EOF\n{text}\nEOF")
    assert value.json == f"{text}\n"
    document = NamedDocument(value, ())
    for number, character in enumerate(f"{text}\n"):
        assert document.in_string((), number, number + 1).text == character


@given(st.lists(TEXTS.map(lambda text: "".join(text.split()).replace("$", "").replace("%", "")), max_size=5), st.data())
def test_indentation_is_no_part_of_a_heredoc(lines: list[str], data: st.DataObject) -> None:
    indents = [data.draw(st.integers(0, 5)) for _ in lines]
    common = min((indent for indent, line in zip(indents, lines, strict=True) if line), default=0)
    body = "".join(" " * indent + line + "\n" for indent, line in zip(indents, lines, strict=True))
    value = evaluate(f"<<-EOF\n{body}    EOF")
    expected = "".join(" " * max(0, indent - common) + line + "\n" for indent, line in zip(indents, lines, strict=True))
    if all(lines):
        assert value.json == expected
    document = NamedDocument(value, ())
    text = str(value.json)
    for number, character in enumerate(text):
        assert document.in_string((), number, number + 1).text == character


def test_a_dollar_that_is_doubled_stands_for_both() -> None:
    value = evaluate('"a$${b}"')
    assert value.json == "a${b}"
    document = NamedDocument(value, ())
    assert [document.in_string((), number, number + 1).text for number in range(5)] == ["a", "$$", "{", "b", "}"]
    assert document.in_string((), 1, 5).text == "$${b}"


def test_an_interpolation_is_one_place() -> None:
    value = evaluate('"a${"bcd"}e"')
    document = NamedDocument(value, ())
    assert value.json == "abcde"
    assert document.in_string((), 1, 2).text == '${"bcd"}'
    assert document.in_string((), 4, 5).text == "e"

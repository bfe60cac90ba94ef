"""How the characters of a YAML scalar lie in the file, for every style that there is."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.inputs.yaml_files import documents
from iamscope.source import Embedding, Source
from iamscope.syntax.document import Document


def scalar(text: str) -> tuple[Document, str]:
    """The document `x: …` and the decoded text of its one value."""
    (document,) = documents(Source("x.yaml", text))
    value = document.value_at((0,))
    assert isinstance(value, str)
    return document, value


def written(text: str, part: str) -> str:
    """How a part of the value is written in the file."""
    document, value = scalar(text)
    start = value.index(part)
    return document.in_string((0,), start, start + len(part)).text


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("x: some words", "words", "words"),
        ("x: some\n  more\n  words", "more words", "more\n  words"),
        ("x: 'it''s here'", "here", "here"),
        ("x: 'it''s here'", "'", "''"),
        ('x: "a\\tb\\u0041c\\x42\\U00000043"', "A", "\\u0041"),
        ('x: "a\\tb\\u0041c\\x42\\U00000043"', "cBC", "c\\x42\\U00000043"),
        ('x: "one \\\n   two\n\n   three"', "two", "two"),
        ('x: "one \\\n   two\n\n   three"', "three", "three"),
        ('x: "one \\\n   two\n\n   three"', "e t", "e \\\n   t"),
        ("x: |\n  one\n  two\n", "two", "two"),
        ("x: |\n  one\n  two\n", "e\nt", "e\n  t"),
        ("x: |2\n    one\n  two\n", "  one", "  one"),
        ("x: |-\n\n  one\n\n    two", "  two", "  two"),
        ("x: |\r\n  one\r\n  two\r\n", "two", "two"),
        ("x: >\n  one\n  two\n\n  three\n", "two", "two"),
        ("x: >\n  one\n  two\n\n  three\n", "three", "three"),
        ("x: >\n  one\n    two\n    three\n  four\n", "four", "four"),
        ("x: >-\n  one\n\n\n  two", "\n\ntwo", "\n\n  two"),
        ("x: !!str |\n  one\n  two\n", "two", "two"),
    ],
)
def test_parts(text: str, part: str, expected: str) -> None:
    assert written(text, part) == expected


@pytest.mark.parametrize("text", ["x: |\n  é\U0001f600 one\n", 'x: "é\U0001f600 one"', "x: é\U0001f600 one"])
def test_characters_count_once(text: str) -> None:
    assert written(text, "one") == "one"


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters=["\ufeff"]), max_size=6
)
TEXTS = st.lists(
    st.one_of(WORDS, st.sampled_from(["\n", " ", "  ", "\t", "'", '"', "\\", ": ", "#", "- ", "{"])), max_size=14
).map("".join)


@given(TEXTS, st.sampled_from([None, "'", '"', "|", ">"]), st.integers(10, 80), st.booleans())
@settings(max_examples=400, deadline=None)
def test_every_exact_character_is_the_one_in_the_file(value: str, style: str | None, width: int, unicode: bool) -> None:
    text = yaml.dump({"x": value}, default_style=style, width=width, allow_unicode=unicode)
    (document,) = documents(Source("x.yaml", text))
    found = document.value_at((0,)) if document.value else ""
    if not isinstance(found, str):
        return
    embedding: Embedding = document.embedding((0,))
    pieces = embedding.pieces(0, len(found))
    for number, piece in enumerate(pieces):
        end = pieces[number + 1].inner if number + 1 < len(pieces) else len(found)
        if piece.exact:
            assert text[piece.start : piece.start + end - piece.inner] == found[piece.inner : end]
    span = document.in_string((0,), 0, len(found))
    assert text[span.start : span.end] in text

"""The fast decoder and the grammar accept the same texts, and every place is exact."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from lark.exceptions import UnexpectedInput

from iamscope.source import Source
from iamscope.syntax.document import Document, EmbeddedDocument, Place
from iamscope.syntax.json_value import Json, NotJsonError, Object, decode
from iamscope.syntax.spans import parse
from iamscope.syntax.syntax_problems import MAX_PROBLEMS, syntax_problems

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
TEXTS = st.builds(lambda value, indent: json.dumps(value, indent=indent), VALUES, st.sampled_from([None, 1]))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text: str = draw(TEXTS)
    at = draw(st.integers(0, len(text)))
    inserted: str = draw(st.sampled_from([*"{}[],:\"'\\/#*\n01eE-.tnf ", "NaN", "//", "\x00", "é"]))
    return text[:at] + inserted + text[at + draw(st.integers(0, 1)) :]


@settings(deadline=None, derandomize=True, max_examples=300)
@given(TEXTS | mutated())
def test_decoder_and_grammar_agree(text: str) -> None:
    try:
        decode(text)
        decoded = True
    except NotJsonError:
        decoded = False
    try:
        parse(text)
        parsed = True
    except UnexpectedInput:
        parsed = False
    assert decoded == parsed
    problems = syntax_problems(Source("x", text))
    assert bool(problems) != parsed
    assert len(problems) <= MAX_PROBLEMS
    assert all(0 <= problem.span.start <= problem.span.end <= len(text) for problem in problems)


def places(place: Place, value: Json) -> list[tuple[Place, Json]]:
    children = [item for _, item in value] if isinstance(value, Object) else value if isinstance(value, list) else []
    return [(place, value)] + [found for step, item in enumerate(children) for found in places(place.child(step), item)]


@settings(deadline=None, derandomize=True, max_examples=150)
@given(TEXTS)
def test_the_text_at_a_place_is_its_value(text: str) -> None:
    document = Document.from_text(Source("x", text))
    for place, value in places(document.root, document.value):
        assert decode(place.span.text) == value


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.text(), st.booleans())
def test_places_of_embedded_documents_are_exact(word: str, ascii_only: bool) -> None:
    inner = json.dumps({"a": ["x", word]}, ensure_ascii=ascii_only)
    outer = Document.from_text(Source("x", json.dumps([inner], ensure_ascii=ascii_only)))
    document = EmbeddedDocument(inner, outer.root.child(0))
    written = document.root.child(0).child(1).span.text
    assert json.loads(json.loads(f'"{written}"')) == word


def test_positions_end_lines_at_line_feeds_only() -> None:
    source = Source("x", "a\r\nb\u2028c\n\x0cd")
    assert [source.line(number) for number in (1, 2, 3)] == ["a", "b\u2028c", "\x0cd"]
    assert source.position(source.text.index("c"))[:2] == (2, 2)

"""Places of values and names, pointers, and documents in strings of others."""

import json

import pytest

from iamscope.source import Source
from iamscope.syntax.document import Document, EmbeddedDocument, Place
from iamscope.syntax.json_value import Number, Object, decode


def document(text: str) -> Document:
    return Document.from_text(Source("x.json", text))


def test_places_of_values_and_names() -> None:
    root = document('{"a": [1, {"b": "c"}], "d": {}}').root
    assert root.span.text == root.document.source.text
    assert root.child(0).key.span.text == '"a"'
    assert root.child(0).span.text == '[1, {"b": "c"}]'
    assert root.child(0).child(1).child(0).key.span[1:] == (11, 14)
    assert root.child(0).child(1).child(0).span[1:] == (16, 19)
    assert root.child(1).span.text == "{}"


def test_members_of_one_name_are_kept_apart() -> None:
    root = document('{"a": 1, "a": 2}').root
    assert root.value == Object([("a", Number("1")), ("a", Number("2"))])
    assert [root.child(step).span.text for step in (0, 1)] == ["1", "2"]
    assert [root.child(step).key.span.start for step in (0, 1)] == [1, 9]


def test_numbers_stay_as_they_were_written() -> None:
    assert decode("[1e999999, -0, 1.50]") == [Number("1e999999"), Number("-0"), Number("1.50")]


def test_pointers_and_paths() -> None:
    root = document('{"a/b": [{"c~d": 1}]}').root
    place = root.child(0).child(0).child(0)
    assert place.pointer == "/a~1b/0/c~0d"
    assert [tuple(item) for item in place.path(root)] == [("value", "a/b"), ("index", 0), ("value", "c~d")]
    assert [tuple(item) for item in place.key.path(root)] == [("value", "a/b"), ("index", 0), ("key", "c~d")]
    assert [tuple(item) for item in place.path(root.child(0))] == [("index", 0), ("value", "c~d")]


def embedded(outer: Place) -> EmbeddedDocument:
    assert isinstance(outer.value, str)
    return EmbeddedDocument(outer.value, outer)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_strings_in_strings_map_to_the_file(depth: int) -> None:
    text = '{"é": ["😀", "s3:GetObject"]}'
    for _ in range(depth):
        text = json.dumps({"p": text})
    place = document(text).root
    for _ in range(depth):
        place = embedded(place.child(0)).root
    span = place.child(0).child(1).span
    assert span.source.text == text
    word = span.text.replace("\\", "")
    assert word == '"s3:GetObject"'
    assert place.child(0).child(1).pointer == "/p" * depth + "/é/1"


@pytest.mark.parametrize("escape", [r"\u0041", r"\ud83d\ude00", r"\n", r"\/", r"\ud800", r"\\\\"])
def test_what_follows_an_escape_is_placed_exactly(escape: str) -> None:
    text = '"[\\"' + escape.replace("\\", "\\\\") + '\\", 1]"'
    inner = embedded(document(text).root)
    assert inner.root.child(1).span.text == "1"
    assert inner.root.child(0).span.text == '\\"' + escape.replace("\\", "\\\\") + '\\"'

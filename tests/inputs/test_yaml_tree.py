"""YAML becomes values in JSON's terms with exact places, within bounds, whatever strangers write."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.errors import InputError
from iamscope.inputs.yaml_files import documents
from iamscope.inputs.yaml_tree import MAX_VALUES
from iamscope.source import Source
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Object


def read(text: str) -> list[Document]:
    return documents(Source("x.yaml", text))


def value(text: str) -> Json:
    (document,) = read(text)
    return document.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 012", {"a": "012"}),  # a number to some readers, and text to AWS
        ("a: 2012-10-17", {"a": "2012-10-17"}),
        ("a: yes", {"a": "yes"}),
        ("a: true", {"a": True}),
        ("a: 'true'", {"a": "true"}),
        ("a: !!str true", {"a": "true"}),
        ("a:\nb: ~\nc: ''", {"a": None, "b": None, "c": ""}),
        ("[a, {b: c}]", ["a", {"b": "c"}]),
        ("{a: &x [1], b: *x}", {"a": ["1"], "b": ["1"]}),
        ("a: &x {k: 1}\nb: {<<: *x, k: 2, l: 3}", {"a": {"k": "1"}, "b": {"k": "2", "l": "3"}}),
        ("b: {<<: [{k: 1}, {k: 2, m: 3}]}", {"b": {"k": "1", "m": "3"}}),
        ("'<<': 1", {"<<": "1"}),
        ("b: {<<: text}", {"b": UNKNOWN}),
        ("a: &a [*a]", {"a": [UNKNOWN]}),
        ("a: *nowhere", {"a": UNKNOWN}),
        ("? [a, b]\n: c", {UNKNOWN: "c"}),
        ("true: 1\n~: 2", {"true": "1", "~": "2"}),
        ("a: !Secret x", {"a": UNKNOWN}),
        ("a: !Ref b", {"a": {"Ref": "b"}}),
        ("a: !GetAtt b.c", {"a": {"Fn::GetAtt": "b.c"}}),
        ("a: !Sub [x, {y: !Ref z}]", {"a": {"Fn::Sub": ["x", {"y": {"Ref": "z"}}]}}),
        ("\ufeffa: b", {"a": "b"}),
        ("", None),
    ],
)
def test_values(text: str, expected: object) -> None:
    found = [document.value for document in read(text)]
    assert json.loads(json.dumps(_plain(found))) == ([] if expected is None else [expected])


def _plain(value: Json) -> object:
    if isinstance(value, Object):
        return {name: _plain(item) for name, item in value}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def test_members_are_kept_though_they_have_one_name() -> None:
    assert value("{a: 1, a: 2}") == Object([("a", "1"), ("a", "2")])


@pytest.mark.parametrize(
    ("text", "steps", "key", "span"),
    [
        ("a: b", (0,), False, "b"),
        ("a: b", (0,), True, "a"),
        ("\"a\" : 'b'", (0,), True, '"a"'),
        ("a: !!str b", (0,), False, "b"),
        ("a: &x !!str 'b' # c", (0,), False, "'b'"),
        ("a: !Ref b", (0,), False, "!Ref b"),
        ("a: !Ref b", (0, 0), False, "b"),
        ("a: !Ref b", (0, 0), True, "!Ref"),
        ("a: &x\n  b: c\n", (0,), False, "b: c"),
        ("a:\n  b: c\n  d:\n  - e\n# end\n", (0,), False, "b: c\n  d:\n  - e"),
        ("- [a, {b: c}] # x", (0, 1), False, "{b: c}"),
        ("a: |\n  text\n  more\n\nb: c", (0,), False, "|\n  text\n  more"),
        ("x: &a [p, q]\ny: *a", (1, 1), False, "q"),
        ("a: &x {k: v}\nb:\n  <<: *x\n", (1, 0), False, "v"),
    ],
)
def test_places(text: str, steps: tuple[int, ...], key: bool, span: str) -> None:
    (document,) = read(text)
    assert document.locate(steps, key=key).text == span


def test_several_documents() -> None:
    assert [document.value for document in read("a\n---\nb\n...\n---\n{}")] == ["a", "b", Object()]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: b\n  c: d\n", (2, 3), "not valid YAML: mapping values are not allowed in this context"),
        ("a: [b\n", (2, 0), "not valid YAML: did not find expected ',' or ']'"),
        ("a: \x01", (1, 3), "not valid YAML: control characters are not allowed"),
        ("a: " + "[" * 600, (1, 502), "nests deeper than 500 levels"),
    ],
)
def test_a_broken_text_is_reported_at_its_place(text: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.message == message
    assert caught.value.span is not None
    assert caught.value.span.start_position[:2] == place


def test_laughs_are_refused_before_they_are_written_out() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 12)]
    with pytest.raises(InputError, match="when aliases are written out"):
        read("\n".join(lines))


def test_a_chain_of_aliases_is_no_way_to_depth() -> None:
    lines = ["a0: &a0 [x]", *(f"a{number}: &a{number} [*a{number - 1}]" for number in range(1, 600))]
    with pytest.raises(InputError, match="nests deeper than 500 levels"):
        read("\n".join(lines))


def test_a_file_has_so_many_values() -> None:
    with pytest.raises(InputError, match="has more than"):
        read("[" + "a," * MAX_VALUES + "]")


SCALARS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters=["\ufeff", HOLE, "\x85", "\u2028", "\u2029"]
    ),
    max_size=12,
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS, inner, max_size=4), max_leaves=12
)


@given(VALUES)
@settings(deadline=None)
def test_json_is_yaml(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    (document,) = read(text)
    assert _plain(document.value) == value
    as_json = Document.from_text(Source("x.json", text))
    for steps in _all_steps(document.value):
        assert document.locate(steps)[1:] == as_json.locate(steps)[1:]


def _all_steps(value: Json, steps: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    items = [item for _, item in value] if isinstance(value, Object) else value if isinstance(value, list) else []
    return [steps, *(found for step, item in enumerate(items) for found in _all_steps(item, (*steps, step)))]

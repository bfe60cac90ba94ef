import json

import pytest

from iamscope.logic.statements.policy_size import policy_size, size_beyond
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document, EmbeddedDocument


def whole(text: str) -> Policy:
    document = Document.from_text(Source("policy.json", text))
    return Policy(document.value, document.root, PolicyType.IDENTITY)


def inside(text: str) -> Policy:
    """The policy of a template of one resource."""
    document = Document.from_text(Source("template.json", f'{{"Policy": {text}}}'))
    place = document.root.child(0)
    return Policy(place.document.value_at(place.steps), place, PolicyType.IDENTITY)


def test_a_whole_text_counts_as_it_is_written() -> None:
    text = '{\r\n\t"Version": "2012-10-17"\n}\n'
    assert policy_size(whole(text), blanks=True) == len(text)
    assert policy_size(whole(text)) == len('{"Version":"2012-10-17"}')
    assert "_spans" not in vars(whole(text).place.document), "no places are needed"


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"Version": "2012-10-17", "Statement": [{"Sid": "é\\n", "Action": ["a", "b"]}, {}, [], [[1e9, -1.50]]]}',
        '{"a": null, "a": [true, false], "b": ""}',
    ],
)
def test_a_part_of_a_file_counts_as_compact_json(text: str) -> None:
    policy = inside(text)
    compact = text.replace(" ", "")
    assert policy_size(policy, blanks=True) == len(compact)
    assert policy_size(policy) == len(compact)


def test_a_policy_in_a_string_is_a_whole_text() -> None:
    text = '{"Version": "2012-10-17"}'
    outer = Document.from_text(Source("template.json", json.dumps({"Policy": text})))
    inner = EmbeddedDocument(text, outer.root.child(0))
    assert policy_size(Policy(inner.value, inner.root, PolicyType.IDENTITY), blanks=True) == len(text)


def test_size_beyond() -> None:
    text = '{"Version": "2012-10-17"}'
    assert size_beyond(whole(text), 25) is None
    assert size_beyond(whole(text), 24) is None
    assert size_beyond(whole(text), 23) == 24
    assert size_beyond(whole(text), 24, blanks=True) == 25
    assert size_beyond(inside(text), 24) is None
    assert size_beyond(inside(text), 23) == 24


def test_deep_values_take_no_stack() -> None:
    assert policy_size(inside("[" * 400 + "]" * 400)) == 800

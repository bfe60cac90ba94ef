"""Values that were worked out from others still know where each part of them was written."""

from iamscope.source import Source
from iamscope.syntax.composed import ComposedText
from iamscope.syntax.derived import Origin, Resolved, constant, origin_of, resolved_list, resolved_object, unknown
from iamscope.syntax.document import Document, EmbeddedDocument, Place
from iamscope.syntax.json_value import UNKNOWN, Object


def root(text: str) -> Place:
    return Document.from_text(Source("x.json", text)).root


SOURCE = root('{"a": ["b", {"c": "d\\te"}], "f": "g"}')


def test_a_value_that_stands_somewhere_is_that_value() -> None:
    place = SOURCE.child(0)
    assert Resolved(place.value, Origin(place)).place is place


def test_parts_of_what_is_left_as_it_is_have_their_own_places() -> None:
    moved = resolved_object(
        [("z", SOURCE.child(1).key, Resolved(SOURCE.child(0).value, Origin(SOURCE.child(0))))], SOURCE
    )
    place = moved.place
    assert place.value == Object([("z", ["b", Object([("c", "d\te")])])])
    assert place.child(0).key.span.text == '"f"'
    assert place.child(0).child(1).child(0).span.text == '"d\\te"'
    assert place.child(0).child(1).child(0).key.span.text == '"c"'
    assert place.child(0).child(1).child(0).pointer == "/a/1/c"
    assert moved.place.document.written_at((0,)) == SOURCE.child(0)
    inner = place.child(0).child(1).child(0)
    assert inner.document.in_string(inner.steps, 1, 2).text == "\\t"


def test_constants_and_unknown_values_stand_where_they_are_used() -> None:
    used = SOURCE.child(1)
    listed = resolved_list([constant("elsewhere", used), unknown(SOURCE.child(0)), constant(["x", "y"], used)], SOURCE)
    place = listed.place
    assert place.value == ["elsewhere", UNKNOWN, ["x", "y"]]
    assert [place.child(step).span.text for step in (0, 2)] == ['"g"', '"g"']
    assert place.child(2).child(1).span.text == '"g"'
    assert place.child(1).span.text == '["b", {"c": "d\\te"}]'
    assert place.document.in_string((0,), 2, 5).text == '"g"'


def test_a_text_of_parts() -> None:
    first, second = SOURCE.child(0).child(0), SOURCE.child(0).child(1).child(0)
    composed = ComposedText()
    composed.insert("b", Origin(first))
    composed.glue(" and ")
    composed.copy("\te", Origin(second), 1)
    composed.replace("!", Origin(SOURCE.child(1)), 0, 1)
    place = composed.done(SOURCE).place
    assert place.value == "b and \te!"
    assert [place.document.in_string((), *part).text for part in ((0, 1), (6, 7), (7, 8), (8, 9))] == [
        "b",
        "\\t",
        "e",
        "g",
    ]
    assert place.document.in_string((), 0, 8).text == 'b", {"c": "d\\te'
    assert place.document.in_string((), 2, 5).text == ""  # what glues stands between


def test_a_text_that_grew_too_long_is_not_known() -> None:
    composed = ComposedText()
    for _ in range(3):
        composed.glue("x" * 100_000)
    assert composed.done(SOURCE).value == UNKNOWN


def test_an_empty_text_has_a_place() -> None:
    place = ComposedText().done(SOURCE.child(1)).place
    assert place.value == ""
    around = SOURCE.child(1).span
    assert around.start <= place.document.in_string((), 0, 0).start <= around.end


def test_a_document_in_a_text_of_parts() -> None:
    text = SOURCE.child(1)
    composed = ComposedText()
    composed.glue('{"k": "')
    composed.copy("g", Origin(text), 0)
    composed.glue('"}')
    inner = EmbeddedDocument('{"k": "g"}', composed.done(text).place)
    assert inner.locate((0,)).source.path == "x.json"
    assert "g" in inner.locate((0,)).text


def test_origins_never_lead_to_what_was_worked_out() -> None:
    derived = resolved_list([Resolved("b", Origin(SOURCE.child(0).child(0)))], SOURCE).place
    assert origin_of(derived.child(0)).place == SOURCE.child(0).child(0)
    assert origin_of(SOURCE).place is SOURCE

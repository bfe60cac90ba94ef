"""The tables of calls: every operation, parameter and member is one of AWS's, and every operation only reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("boto3")

import jmespath
from botocore import xform_name

from iamscope.collect.table import Call, Listing, load_files
from iamscope.inputs.snapshots import workloads
from iamscope.spec import load

from .conftest import model

READS = ("list_", "get_", "describe_", "batch_get_")


def listings() -> Iterator[tuple[str, Listing]]:
    for file in load_files():
        for member, listing in file.listings:
            yield from _with_children(f"{file.name}:{member or listing.type}", listing)


def _with_children(name: str, listing: Listing) -> Iterator[tuple[str, Listing]]:
    yield name, listing
    for member, child in listing.children:
        yield from _with_children(f"{name}.{member}", child)


LISTINGS = dict(listings())
CALLS = [
    pytest.param(call, id=f"{name} {call.service}:{call.operation}")
    for name, listing in LISTINGS.items()
    for call in (*(step.call for step in listing.steps), *(reading.call for reading in listing.readings))
]


def operation(call: Call) -> Any:
    (name,) = (name for name in model(call.service).operation_names if xform_name(name) == call.operation)
    return model(call.service).operation_model(name)


def follow(node: Any, shape: Any, unknown: list[str]) -> Any:
    """The shape that a parsed expression leads to; names that the shape does not have are added to `unknown`.

    A shape is botocore's, a mapping or list of such at the root, or None for what cannot be followed.
    """
    kind, children = node["type"], node.get("children", [])
    if kind == "field":
        return _member(node["value"], shape, unknown)
    if kind in ("projection", "filter_projection", "value_projection"):
        return follow(children[1], _item(follow(children[0], shape, unknown)), unknown)
    if kind == "flatten":
        return _item(follow(children[0], shape, unknown))
    if kind in ("subexpression", "index_expression", "pipe"):
        for child in children:
            shape = follow(child, shape, unknown)
        return shape
    if kind == "index":
        return shape[node["value"]] if isinstance(shape, list) else _item(shape)
    if kind == "multi_select_list":
        return follow(children[0], shape, unknown)
    for child in children:
        follow(child, shape, unknown)
    return shape if kind == "identity" else None


def _member(name: str, shape: Any, unknown: list[str]) -> Any:
    if isinstance(shape, dict):
        return shape.get(name)
    if shape is None or shape.type_name == "map":
        return None if shape is None else shape.value
    if shape.type_name != "structure" or name not in shape.members:
        unknown.append(name)
        return None
    return shape.members[name]


def _item(shape: Any) -> Any:
    if isinstance(shape, dict | list) or shape is None or shape.type_name != "list":
        return shape
    return shape.member


def parsed(expression: str) -> Any:
    return jmespath.compile(expression).parsed


@pytest.mark.parametrize("call", CALLS)
class TestCalls:
    def test_only_reads(self, call: Call) -> None:
        assert call.operation.startswith(READS)

    def test_is_an_operation_with_these_parameters(self, call: Call) -> None:
        shape = operation(call).input_shape
        given = {name for name, _ in call.params}
        assert given <= set(shape.members if shape else ())
        assert set(shape.required_members if shape else ()) <= given

    def test_its_action_changes_nothing(self, call: Call) -> None:
        prefix = model(call.service).metadata.get("signingName", call.service)
        action = load().service(prefix) and load().service(prefix).action(operation(call).name)  # type: ignore[union-attr]
        if action:
            assert not action.access_levels & {"Write", "Permissions management", "Tagging"}


@pytest.mark.parametrize("name", LISTINGS)
class TestListings:
    def test_its_expressions_follow_the_shapes_of_the_answers(self, name: str) -> None:
        listing = LISTINGS[name]
        unknown: list[str] = []
        context: dict[str, Any] = {"path": []}
        for step in listing.steps:
            for _, expression in step.call.params:
                follow(parsed(expression), context, unknown)
            item = _item(follow(parsed(step.items), operation(step.call).output_shape, unknown))
            context = {"item": item, "parent": context.get("item"), "path": [*context["path"], item]}
            follow(parsed(step.where or "@"), context, unknown)
        for reading in listing.readings:
            for _, expression in reading.call.params:
                follow(parsed(expression), context, unknown)
            answer = {**context, "answer": operation(reading.call).output_shape}
            for _, expression in reading.fields:
                follow(parsed(expression), answer, unknown)
        for _, expression in listing.fields:
            follow(parsed(expression), context, unknown)
        assert unknown == []

    def test_absent_is_an_error_code_in_one_word(self, name: str) -> None:
        for reading in LISTINGS[name].readings:
            assert all(code and " " not in code for code in reading.absent)


def test_no_secret_is_kept() -> None:
    """Environments, user data, parameters and definitions hold passwords often enough."""
    kept = {expression for listing in LISTINGS.values() for _, expression in listing.fields}
    words = ("environment", "userdata", "parameter", "definition'", "outputs", "arguments", "secretstring")
    assert [
        one
        for one in kept
        for word in words
        if word in one.lower().replace("environmentarn", "").replace("environmentname", "")
    ] == []


def test_names_of_files_are_unique() -> None:
    names = [file.name for file in load_files()]
    assert len(names) == len(set(names))


def read_lists() -> dict[str, set[str]]:
    """The types of workloads that are read, each with the members that list them."""
    found: dict[str, set[str]] = {}
    for shape in workloads._shapes():
        found.setdefault(shape["type"], set()).add(shape["list"][0])
    return found


@pytest.mark.parametrize("type", read_lists())
def test_every_kind_of_workload_that_is_read_is_collected(type: str) -> None:
    assert read_lists()[type] & {member for file in load_files() for member, _ in file.listings}


def test_every_kind_of_workload_that_is_collected_is_read() -> None:
    members = {member for file in load_files(("workloads",)) for member, _ in file.listings}
    read = {member for lists in read_lists().values() for member in lists}
    assert members - read == {"clusters", "accessEntries"}

"""Workloads that carry a role from the outputs of AWS's list and describe commands, whose shapes are in a data file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

from iamscope.access.model import Part, Workload
from iamscope.inputs.snapshots.fields import Field, Fields, text
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Object


@cache
def _shapes() -> list[dict[str, Any]]:
    with open(os.path.join(os.path.dirname(__file__), "workloads.json"), encoding="utf-8") as file:
        shapes: list[dict[str, Any]] = json.load(file)
    return shapes


def is_workloads(fields: Fields) -> bool:
    """Whether a file's members are those of an output that lists workloads; an empty list counts."""
    return any(
        shape["list"][0] in fields and isinstance(fields[shape["list"][0]].value, list | Object) for shape in _shapes()
    )


def read(document: Document, fields: Fields, path: str) -> Part:  # noqa: ARG001 (all readers are called alike)
    """The workloads that name a role or an instance profile by its ARN."""
    found: list[Workload] = []
    for shape in _shapes():
        name, *below = shape["list"]
        if name in fields:
            for item in _items(fields[name], below):
                found += _workloads(item, shape)
    return Part(path=path, workloads=tuple(found))


def _items(field: Field, below: list[str]) -> Iterator[Fields]:
    items = [field.fields] if isinstance(field.value, Object) else field.objects()
    for item in items:
        if not below:
            yield item
        elif below[0] in item:
            yield from _items(item[below[0]], below[1:])


def _workloads(item: Fields, shape: dict[str, Any]) -> Iterator[Workload]:
    id = text(item, shape["arn"])
    if not id:
        return
    for name in shape.get("roles", ()):
        role = text(item, name)
        if role.startswith("arn:"):
            yield Workload(id, shape["type"], _account(role), role, item[name].place)
    if "profile" in shape:
        outer, inner = shape["profile"]
        profile = text(item[outer].fields, inner) if outer in item else ""
        if profile.startswith("arn:"):
            yield Workload(id, shape["type"], _account(profile), "", item[outer].place, profile)


def _account(arn: str) -> str:
    fields = arn.split(":", 5)
    return fields[4] if len(fields) == 6 else ""

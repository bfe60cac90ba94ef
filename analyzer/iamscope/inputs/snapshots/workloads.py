"""Workloads that carry a role from the outputs of AWS's list and describe commands, whose shapes are in a data file.

`workloads.json` says of each command the way to its `list`, the CloudFormation `type` of what is listed, the member
that is its `arn` (or an `id`, the `format` of the ARN and the way to its `zone`), and those to `roles` and `profile`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from iamscope.access.model import Part, Workload
from iamscope.inputs.snapshots.fields import Field, Fields, text
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Object

Shape = dict[str, Any]


@cache
def _shapes() -> list[Shape]:
    with open(os.path.join(os.path.dirname(__file__), "workloads.json"), encoding="utf-8") as file:
        shapes: list[Shape] = json.load(file)
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


def _items(field: Field, below: Sequence[str]) -> Iterator[Fields]:
    items = [field.fields] if isinstance(field.value, Object) else field.objects()
    for item in items:
        if not below:
            yield item
        elif below[0] in item:
            yield from _items(item[below[0]], below[1:])


def _workloads(item: Fields, shape: Shape) -> Iterator[Workload]:
    if not text(item, shape.get("arn") or shape["id"]):
        return
    for way in shape.get("roles", ()):
        role = _at(item, way)
        if role is not None and role.text.startswith("arn:"):
            yield Workload(_arn(item, shape, role.text), shape["type"], _account(role.text), role.text, role.place)
    profile = _at(item, shape["profile"]) if "profile" in shape else None
    if profile is not None and profile.text.startswith("arn:"):
        arn = _arn(item, shape, profile.text)
        yield Workload(arn, shape["type"], _account(profile.text), "", profile.place, profile.text)


def _at(item: Fields, way: Sequence[str]) -> Field | None:
    field: Field | None = None
    for name in way:
        field = item.get(name)
        if field is None:
            return None
        item = field.fields
    return field


def _arn(item: Fields, shape: Shape, carried: str) -> str:
    """The ARN of a workload in the account of the role that it carries; a Region that is not told is `*`."""
    if "arn" in shape:
        return text(item, shape["arn"])
    zone = _at(item, shape["zone"]) if "zone" in shape else None
    region = zone.text.rstrip("abcdefghijklmnopqrstuvwxyz") if zone is not None else ""
    return str(shape["format"]).format(
        partition=carried.split(":")[1], region=region or "*", account=_account(carried), id=text(item, shape["id"])
    )


def _account(arn: str) -> str:
    fields = arn.split(":", 5)
    return fields[4] if len(fields) == 6 else ""

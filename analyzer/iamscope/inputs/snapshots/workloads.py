"""Workloads that carry a role from the outputs of AWS's list and describe commands, whose shapes are in a data file."""

from __future__ import annotations

import json
import os
import re
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
    for name in shape.get("roles", ()):
        role = _at(item, name)
        if role is not None and role.text.startswith("arn:") and (arn := _arn(item, shape, role.text)):
            yield Workload(arn, shape["type"], _account(role.text), role.text, role.place)
    profile = _at(item, shape["profile"]) if "profile" in shape else None
    if profile is not None and profile.text.startswith("arn:") and (arn := _arn(item, shape, profile.text)):
        yield Workload(arn, shape["type"], _account(profile.text), "", profile.place, profile.text)


def _at(item: Fields, path: str) -> Field | None:
    """The field that names with dots between them lead to."""
    *outer, last = path.split(".")
    for name in outer:
        item = item[name].fields if name in item else {}
    return item.get(last)


#: The region in the name of an availability zone or a local zone.
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")


def _arn(item: Fields, shape: dict[str, Any], role: str) -> str:
    """The ARN of a workload; where its command prints only an id, made of it and of what its role's ARN tells.

    `Region` is no member of any command's output: whoever joins the outputs of several regions may write it.
    """
    id = text(item, shape["arn"])
    form = shape.get("arn_format")
    if not id or form is None:
        return id
    zone = _at(item, "Placement.AvailabilityZone")
    region = text(item, "Region") or ((zone and _REGION.match(zone.text)) or [""])[0] or "*"
    return str(form.format(partition=role.split(":", 2)[1], region=region, account=_account(role), id=id))


def _account(arn: str) -> str:
    fields = arn.split(":", 5)
    return fields[4] if len(fields) == 6 else ""

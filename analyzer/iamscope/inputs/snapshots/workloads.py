"""Workloads that carry a role from the outputs of AWS's list and describe commands, whose shapes are in a data file.

`workloads.json` says of each command the way to its `list`, the CloudFormation `type` of what is listed, and the member
that is its `arn`, or an `id` with the `format` of the ARN and the way to its `zone`, which begins with the Region's
name. `roles` are the ways to roles that it carries, `first_role` those to one of which the first counts that is there,
`profile` is the way to its instance profile. Roles and profiles are ARNs, or names of some in the same account.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from iamscope.access.model import Part, Workload
from iamscope.inputs.snapshots.arns import account_of, account_of_folder, partition_of
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
    """The workloads that name a role or an instance profile."""
    found: list[Workload] = []
    for shape in _shapes():
        name, *below = shape["list"]
        if name in fields:
            for item in _items(fields[name], below):
                found += _Reader(shape, account_of_folder(path)).workloads(item)
    return Part(path=path, workloads=tuple(found))


def _items(field: Field, below: Sequence[str]) -> Iterator[Fields]:
    items = [field.fields] if isinstance(field.value, Object) else field.objects()
    for item in items:
        if not below:
            yield item
        elif below[0] in item:
            yield from _items(item[below[0]], below[1:])


#: A Region at the start of the name of one of its zones, or of an id.
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]+")
_NAME = re.compile(r"(?:[!-~]+/)?[\w+=,.@-]+", re.ASCII)


class _Reader:
    """Reads what one command lists; `account` is that of the folder, as far as it has one."""

    def __init__(self, shape: Shape, account: str) -> None:
        self._shape = shape
        self._account = account

    def workloads(self, item: Fields) -> Iterator[Workload]:
        shape = self._shape
        if not text(item, shape.get("arn") or shape["id"]):
            return
        roles = [_at(item, way) for way in shape.get("roles", ())]
        roles.append(next(filter(None, (_at(item, way) for way in shape.get("first_role", ()))), None))
        for role in filter(None, roles):
            arn = self._carried(item, role.text, "role")
            if arn:
                yield Workload(self._arn(item, arn), shape["type"], self._owner(item, arn), arn, role.place)
        profile = _at(item, shape["profile"]) if "profile" in shape else None
        arn = self._carried(item, profile.text, "instance-profile") if profile is not None else ""
        if profile is not None and arn:
            yield Workload(self._arn(item, arn), shape["type"], self._owner(item, arn), "", profile.place, arn)

    def _carried(self, item: Fields, named: str, kind: str) -> str:
        """The ARN of a role or instance profile; of a name one without a path, which the name does not tell."""
        account = self._owner(item, "")
        if named.startswith("arn:"):
            return named
        if not account or not _NAME.fullmatch(named):
            return ""
        own = text(item, self._shape.get("arn", "")).split(":", 2)
        partition = own[1] if len(own) == 3 else partition_of(text(item, "Region"))
        return f"arn:{partition}:iam::{account}:{kind}/{named}"

    def _owner(self, item: Fields, carried: str) -> str:
        """The account of a workload: that of its ARN, else of what it carries or of the folder."""
        return account_of(text(item, self._shape.get("arn", ""))) or account_of(carried) or self._account

    def _arn(self, item: Fields, carried: str) -> str:
        """The ARN of a workload in the account of the role that it carries; a Region that is not told is `*`.

        `Region` is no member of any command's output: whoever joins the outputs of several Regions may write it.
        """
        shape = self._shape
        if "arn" in shape:
            return text(item, shape["arn"])
        zone = _at(item, shape["zone"]) if "zone" in shape else None
        found = _REGION.match(zone.text) if zone is not None else None
        return str(shape["format"]).format(
            partition=carried.split(":")[1],
            region=text(item, "Region") or (found[0] if found else "*"),
            account=self._owner(item, carried),
            id=text(item, shape["id"]),
        )


def _at(item: Fields, way: Sequence[str]) -> Field | None:
    """What a way leads to; None where nothing is there."""
    field: Field | None = None
    for name in way:
        field = item.get(name)
        if field is None:
            return None
        item = field.fields
    return field if field is not None and field.text else None

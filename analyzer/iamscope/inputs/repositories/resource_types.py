"""What types of resources of CloudFormation and Terraform are to an analysis of access, from a data file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

#: Where a setting stands: at a path, or its members each at one.
SettingPath = str | Mapping[str, str]


class ResourceForm(NamedTuple):
    """How a type of resource is written and what becomes of it; `resource_types.json` says what the fields mean.

    `type` is the CloudFormation type of what a workload or resource counts as.
    """

    kind: str
    type: str
    arn: str
    name: str
    ref: str
    attributes: Mapping[str, str]
    fields: Mapping[str, str]
    settings: Mapping[str, SettingPath]
    lists: frozenset[str]


class DataForm(NamedTuple):
    """A data source that only reads: the argument that names it, and how its attributes are made."""

    name: str
    attributes: Mapping[str, str]


_NONE: Mapping[str, str] = MappingProxyType({})
#: Attributes that most resources of Terraform have.
_TERRAFORM = MappingProxyType({"arn": "{arn}", "id": "{name}", "name": "{name}"})


@cache
def _data() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    with open(os.path.join(os.path.dirname(__file__), "resource_types.json"), encoding="utf-8") as file:
        data: Mapping[str, Mapping[str, Mapping[str, Any]]] = json.load(file)
    return data


@cache
def form_of(type: str) -> ResourceForm | None:
    """The form of a type of either language (`AWS::IAM::Role`, `aws_iam_role`); None for a type without bearing."""
    if "::" in type:
        entry = _data()["cloudformation"].get(type)
        return None if entry is None else _form(entry, type, entry)
    entry = _data()["terraform"].get(type)
    if entry is None:
        return None
    like = str(entry.get("like", ""))
    form = _form(entry, like, {**_data()["cloudformation"].get(like, _NONE), **entry})
    return form._replace(attributes={**_TERRAFORM, **form.attributes}, name=str(entry.get("name", "")))


def _form(entry: Mapping[str, Any], type: str, whole: Mapping[str, Any]) -> ResourceForm:
    return ResourceForm(
        kind=whole["kind"],
        type=whole.get("type", type),
        arn=whole.get("arn", ""),
        name=whole.get("name", ""),
        ref=whole.get("ref", "{name}"),
        attributes=entry.get("attributes", _NONE),
        fields=entry.get("fields", _NONE),
        settings=entry.get("settings", _NONE),
        lists=frozenset(entry.get("lists", ())),
    )


@cache
def form_of_target(type: str) -> ResourceForm | None:
    """The form of what a policy or setting is attached to, by its CloudFormation type."""
    found = form_of(type)
    if found is not None:
        return found
    terraform = (form_of(name) for name in _data()["terraform"])
    return next((form for form in terraform if form is not None and form.type == type and form.kind == "thing"), None)


@cache
def data_form(type: str) -> DataForm | None:
    """The form of a Terraform data source that only reads."""
    entry = _data()["terraform_data"].get(type)
    return None if not isinstance(entry, dict) else DataForm(entry.get("name", ""), entry["attributes"])

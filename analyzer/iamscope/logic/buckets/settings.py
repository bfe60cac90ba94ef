"""Members of settings of resources, however AWS's commands and people spell their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def plain_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by their names in lower case, without underscores and hyphens."""
    return {str(name).lower().replace("_", "").replace("-", ""): value for name, value in values.items()}


def value_at(value: object, *names: str) -> object:
    """The value below plain names, through lists and the `Rules` of ownership controls; None where there is none."""
    if isinstance(value, list):
        return next((found for item in value if (found := value_at(item, *names)) is not None), None)
    if not names or not isinstance(value, Mapping):
        return None if names else value
    members = plain_names(value)
    if names[0] in members:
        return value_at(members[names[0]], *names[1:])
    return next((value_at(members[name], *names) for name in ("ownershipcontrols", "rules") if name in members), None)


def listed(value: object) -> tuple[object, ...]:
    """Items of a list, or of the list that an AWS command wraps as `Grants`."""
    if isinstance(value, Mapping):
        value = plain_names(value).get("grants")
    return tuple(value) if isinstance(value, list | tuple) else ()

"""Writes the action data in the layout of AWS's service reference, which iam-policy-validator reads when offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from iamscope.spec import load
from iamscope.spec.model import Service

#: Names of types there: those of values in a list come with this prefix.
_MANY = "ArrayOf"


def write(folder: Path) -> None:
    """One file a service, and the list of all: version 1.3 of the service reference, as far as its readers look."""
    spec = load()
    services = [service for prefix in spec.services if (service := spec.service(prefix)) is not None]
    listed = [{"service": service.prefix, "url": f"{service.prefix}.json"} for service in services]
    (folder / "_services.json").write_text(json.dumps(listed), encoding="utf-8")
    for service in services:
        (folder / f"{service.prefix}.json").write_text(json.dumps(_service(service)), encoding="utf-8")


def _service(service: Service) -> dict[str, Any]:
    return {
        "Name": service.prefix,
        "Version": "v1.3",
        "Actions": [
            {
                "Name": action.name,
                "ActionConditionKeys": list(action.condition_keys),
                "Resources": [{"Name": name} for name, _ in action.resource_types],
            }
            for action in service.actions.values()
        ],
        "Resources": [
            {"Name": kind.name, "ARNFormats": list(kind.arn_formats), "ConditionKeys": list(kind.condition_keys)}
            for kind in service.resource_types.values()
        ],
        "ConditionKeys": [
            {"Name": key.name, "Types": [_MANY + type if key.multivalued else type for type in key.types]}
            for key in service.condition_keys.values()
        ],
    }

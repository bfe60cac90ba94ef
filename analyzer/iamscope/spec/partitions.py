"""Partitions and regions out of partitions.json."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from iamscope.spec.model import Partition


def partitions_of(raw: Mapping[str, Any]) -> Mapping[str, Partition]:
    """Turn the file's content into partitions by name."""
    return MappingProxyType(
        {
            name: Partition(
                name,
                facts["dns"],
                facts["dual"],
                facts["regex"],
                facts["global"],
                MappingProxyType(facts["regions"]),
            )
            for name, facts in raw.items()
        }
    )

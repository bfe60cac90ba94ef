"""Offline linter and access analyzer for AWS IAM policies."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iamscope.findings import Finding, FindingType, Location
    from iamscope.logic.evaluation.evaluate import Decision, simulate
    from iamscope.validate import validate_policy

__version__ = "0.1.0"
__all__ = ["Decision", "Finding", "FindingType", "Location", "simulate", "validate_policy"]

_HOMES = {
    "Decision": "iamscope.logic.evaluation.evaluate",
    "simulate": "iamscope.logic.evaluation.evaluate",
    "Finding": "iamscope.findings",
    "FindingType": "iamscope.findings",
    "Location": "iamscope.findings",
    "validate_policy": "iamscope.validate",
}


def __getattr__(name: str) -> object:
    """Imports a public name when it is first used: a command pays only for what it needs."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value

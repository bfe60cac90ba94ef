"""Offline linter and access analyzer for AWS IAM policies."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iamscope.access.external import ExternalAccessFinding, external_access
    from iamscope.findings import Finding, FindingType, Location
    from iamscope.logic.buckets.public_to_s3 import is_public_to_s3
    from iamscope.logic.evaluation.evaluate import Decision, simulate
    from iamscope.policy_checks.access_checks import (
        CheckResult,
        CheckVerdict,
        Reason,
        check_access_not_granted,
        check_no_new_access,
    )
    from iamscope.policy_checks.public_check import check_no_public_access
    from iamscope.snapshot_graph import trust_graph
    from iamscope.validate import validate_policy

__version__ = "0.1.0"
__all__ = [
    "CheckResult",
    "CheckVerdict",
    "Decision",
    "ExternalAccessFinding",
    "Finding",
    "FindingType",
    "Location",
    "Reason",
    "check_access_not_granted",
    "check_no_new_access",
    "check_no_public_access",
    "external_access",
    "is_public_to_s3",
    "simulate",
    "trust_graph",
    "validate_policy",
]

_HOMES = {
    "ExternalAccessFinding": "iamscope.access.external",
    "external_access": "iamscope.access.external",
    "is_public_to_s3": "iamscope.logic.buckets.public_to_s3",
    "CheckResult": "iamscope.policy_checks.access_checks",
    "CheckVerdict": "iamscope.policy_checks.access_checks",
    "Reason": "iamscope.policy_checks.access_checks",
    "check_access_not_granted": "iamscope.policy_checks.access_checks",
    "check_no_new_access": "iamscope.policy_checks.access_checks",
    "check_no_public_access": "iamscope.policy_checks.public_check",
    "Decision": "iamscope.logic.evaluation.evaluate",
    "simulate": "iamscope.logic.evaluation.evaluate",
    "Finding": "iamscope.findings",
    "FindingType": "iamscope.findings",
    "Location": "iamscope.findings",
    "trust_graph": "iamscope.snapshot_graph",
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

"""What the name of a condition key says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iamscope.spec import Spec
    from iamscope.syntax.ast import Condition


def is_tag_family(name: str, spec: Spec) -> bool:
    """Whether a key, in lower case, is one for tags that lacks the tag: `aws:resourcetag/`, `aws:resourcetag`."""
    if spec.condition_key(name) is not None:
        return False
    family = name.removesuffix("/")
    key = spec.condition_key(f"{family}/x")
    return key is not None and key.name.lower() == f"{family}/${{tagkey}}"


def successor_of_global_key(condition: Condition, spec: Spec) -> str | None:
    """The key that has replaced the global key of a condition; None for one that is in use or was never there."""
    if not condition.key_name.startswith("aws:") or spec.condition_key(condition.key) is not None:
        return None
    return spec.deprecated_key(condition.key)

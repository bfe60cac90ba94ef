"""Which actions of a statement cannot see the tags of the resource that they act on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iamscope.syntax.ast import ActionPattern, Condition

if TYPE_CHECKING:
    from iamscope.spec import Action, Spec

_RESOURCE_TAG = "aws:resourcetag/${tagkey}"
_REQUEST_TAG = "aws:requesttag/${tagkey}"


def requires_resource_tag(condition: Condition) -> bool:
    """Whether a condition holds only where the resource has a tag: `aws:ResourceTag/…` under a positive operator.

    Observed of Access Analyzer: negated operators and `Null` do not count. `…IfExists` and `ForAllValues` hold
    without the key as well, so that they are left alone too.
    """
    if not condition.key_name.startswith("aws:resourcetag/"):
        return False
    operator = condition.operator
    return (
        operator.family == "String"
        and not operator.negated
        and not operator.if_exists
        and operator.qualifier != "ForAllValues"
    )


def _sees_tags(action: Action, spec: Spec) -> bool:
    # an action that tags what it creates is exempt (observed); one that is not documented could see anything
    if action.undocumented:
        return True
    keys = spec.keys_of_action(action)
    return _RESOURCE_TAG in keys or _REQUEST_TAG in keys


def blind_to_resource_tags(patterns: Iterable[ActionPattern], spec: Spec) -> dict[str, list[ActionPattern]]:
    """By service, the patterns none of whose actions ever sees a resource's tags; unknown actions are left out."""
    blind: dict[str, list[ActionPattern]] = {}
    for pattern in patterns:
        service = pattern.service
        if not service or "*" in service or "?" in service:
            continue
        actions = spec.expand(pattern.value)
        if actions and not any(_sees_tags(action, spec) for action in actions):
            blind.setdefault(service, []).append(pattern)
    return blind

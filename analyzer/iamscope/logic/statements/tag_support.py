"""Which actions of a statement cannot see the tags of the resource that they act on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from iamscope.syntax.ast import ActionPattern, Condition, Statement

if TYPE_CHECKING:
    from iamscope.spec import Action, Spec

_RESOURCE_TAG = "aws:resourcetag/${tagkey}"
_REQUEST_TAG = "aws:requesttag/${tagkey}"
#: Every condition is about every action; the bound keeps what is said of a huge statement small.
_MOST_PLACES = 10_000


class UnseenTag(NamedTuple):
    """A condition on a tag, and the actions of one service that never see it."""

    condition: Condition
    service: str
    actions: tuple[ActionPattern, ...]

    @property
    def subject(self) -> str:
        """The beginning of a sentence on it, up to the name of the key."""
        if len(self.actions) == 1:
            return f"`{self.actions[0].value}` never sees"
        return f"{len(self.actions)} actions of `{self.service}` never see"


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


def unseen_tags(statement: Statement, spec: Callable[[], Spec]) -> Iterator[UnseenTag]:
    """One for each condition that requires a tag and each service with actions that never see it.

    `spec` is only called where it is needed, since it is read from files.
    """
    conditions = [condition for condition in statement.conditions if requires_resource_tag(condition)]
    if not conditions or not statement.actions:
        return
    blind = _blind(statement.actions, spec())
    most = max(1, _MOST_PLACES // max(1, sum(map(len, blind.values()))))
    for condition in conditions[:most]:
        for service, actions in blind.items():
            yield UnseenTag(condition, service, tuple(actions))


def _blind(patterns: Iterable[ActionPattern], spec: Spec) -> dict[str, list[ActionPattern]]:
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


def _sees_tags(action: Action, spec: Spec) -> bool:
    # an action that tags what it creates is exempt (observed); one that is not documented could see anything
    if action.undocumented:
        return True
    keys = spec.keys_of_action(action)
    return _RESOURCE_TAG in keys or _REQUEST_TAG in keys

"""Makes a witness easier to read: a resource as the service documents those of the action."""

from __future__ import annotations

import re
from dataclasses import replace

from iamscope.logic.decide.answers import Answer, Witness
from iamscope.logic.decide.expressions import Expression
from iamscope.logic.decide.lowering import KeyUse
from iamscope.logic.decide.replay import replay

_FIELD = re.compile(r"\$\{(\w+)\}")
_TYPICAL = {"Partition": "aws", "Region": "us-east-1", "Account": "111122223333"}
_FEW = 8


def readable(expression: Expression, answer: Answer) -> Answer:
    """The same answer; a witness with a documented resource, if the evaluator says that it shows the same."""
    if not isinstance(answer, Witness) or answer.resource == "*":
        return answer
    derive = KeyUse(expression).asks_for_caller
    for resource in _resources(answer.action):
        better = replace(answer, resource=resource)
        if replay(expression, better, derive=derive) is True:
            return better
    return answer


def _resources(action: str) -> list[str]:
    """Example ARNs of the resources of an action, required ones first; `*` for one that names none."""
    from iamscope.spec import load

    prefix, _, name = action.partition(":")
    service = load().service(prefix)
    found = service.action(name) if service else None
    if service is None or found is None:
        return []
    names = [name for name, _ in sorted(found.resource_types, key=lambda item: not item[1])]
    types = [service.resource_types[name] for name in names if name in service.resource_types]
    formats = [text for type in types for text in type.arn_formats]
    return [_FIELD.sub(lambda field: _TYPICAL.get(field[1], "example"), text) for text in formats[:_FEW]] or ["*"]

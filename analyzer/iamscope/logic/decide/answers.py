"""What the decision procedure answers: a witness, a proof that there is none, or that it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: A principal as `iamscope.simulate` takes it: an ARN, an account id, a mapping of one kind, None for anonymous.
Principal = str | Mapping[str, str] | None
#: Condition keys with one value, or with a list of them for multivalued keys.
ContextValues = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Witness:
    """A request for which the expression holds, as the evaluator has confirmed."""

    principal: Principal
    action: str
    resource: str
    context: ContextValues = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The request in the fields of `iamscope.simulate`."""
        return {
            "principal": dict(self.principal) if isinstance(self.principal, Mapping) else self.principal,
            "action": self.action,
            "resource": self.resource,
            "context": dict(self.context),
        }


@dataclass(frozen=True, slots=True)
class Proof:
    """No request makes the expression hold."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It could not be decided; `reason` is a clause in lower case that says why."""

    reason: str


Answer = Witness | Proof | Unknown

"""Decides over all requests: is there one for which a Boolean combination of policies and predicates holds?

A statement is a conjunction of elements, each of which looks at one thing: the action, the resource, the caller, or one
condition key. For each of these there is a finite set of examples that shows all the ways in which its patterns can
match (`actions`, `resources`, `callers`, `domains`), so a search over examples is complete. `find` puts it together.
"""

from __future__ import annotations

from iamscope.logic.decide.answers import Answer, Proof, Unknown, Witness
from iamscope.logic.decide.expressions import (
    Allowed,
    And,
    Anonymous,
    Applies,
    CallerIn,
    CanonicalUsers,
    Expression,
    FederatedProviders,
    InAccounts,
    Not,
    Or,
    OutsideAccounts,
    Services,
    action_in,
    caller_in,
    condition,
    resource_in,
)
from iamscope.logic.decide.find import find, find_all
from iamscope.logic.decide.readable import readable
from iamscope.logic.decide.resource_wildcards import ResourceWildcards

__all__ = [
    "Allowed",
    "And",
    "Anonymous",
    "Answer",
    "Applies",
    "CallerIn",
    "CanonicalUsers",
    "Expression",
    "FederatedProviders",
    "InAccounts",
    "Not",
    "Or",
    "OutsideAccounts",
    "Proof",
    "ResourceWildcards",
    "Services",
    "Unknown",
    "Witness",
    "action_in",
    "caller_in",
    "condition",
    "find",
    "find_all",
    "readable",
    "resource_in",
]

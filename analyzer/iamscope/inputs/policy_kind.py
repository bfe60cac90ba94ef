"""Tells what type a policy is when nobody said so."""

from __future__ import annotations

import re
from typing import NamedTuple

from iamscope.inputs.policies import UNTOLD, Container
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

_TRUST_CONTAINERS = frozenset({"assumerolepolicydocument", "assume_role_policy", "assumerolepolicy", "trustpolicy"})
_TRUST_ACTIONS = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:assumeroot",
        "sts:setcontext",
        "sts:setsourceidentity",
        "sts:tagsession",
    }
)
_WORDS = re.compile(r"[a-z]+")
_PATH_WORDS = {"scp": PolicyType.SCP, "scps": PolicyType.SCP, "rcp": PolicyType.RCP, "rcps": PolicyType.RCP}
_PATH_PHRASES = {"service control polic": PolicyType.SCP, "resource control polic": PolicyType.RCP}


class TypeGuess(NamedTuple):
    """A policy type and where it was told from: `container`, `path` or `content`."""

    policy_type: PolicyType
    told_from: str


def guess_policy_type(policy: Policy, names: tuple[str, ...], path: str, container: Container = UNTOLD) -> TypeGuess:
    """The type of a policy found under these member names, in what holds it, in a file with this path.

    The container decides, then a path that says SCP or RCP, then who is named: a policy with principals belongs to a
    resource, or to a role if all it grants is assuming it.
    """
    if container.policy_type is not None:
        return TypeGuess(container.policy_type, "container")
    holders = [name.lower() for name in names if not name.startswith("fn::")]  # Pulumi's functions
    if holders and holders[-1] in _TRUST_CONTAINERS:
        return TypeGuess(PolicyType.TRUST, "container")
    has_principal = any(statement.first("Principal", "NotPrincipal") for statement in policy.statements)
    from_path = _from_path(path)
    if from_path is not None and has_principal == (from_path is PolicyType.RCP):
        return TypeGuess(from_path, "path")
    if not has_principal:
        return TypeGuess(PolicyType.IDENTITY, "content")
    return TypeGuess(PolicyType.TRUST if _only_assumes(policy) else PolicyType.RESOURCE, "content")


def _only_assumes(policy: Policy) -> bool:
    actions = [action.value.lower() for statement in policy.statements for action in statement.actions]
    return bool(actions) and all(action in _TRUST_ACTIONS for action in actions)


def _from_path(path: str) -> PolicyType | None:
    words = _WORDS.findall(path.lower())
    for word in words:
        if word in _PATH_WORDS:
            return _PATH_WORDS[word]
    phrase = " ".join(words)
    return next((kind for text, kind in _PATH_PHRASES.items() if text in phrase), None)

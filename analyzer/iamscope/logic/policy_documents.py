"""Makes trees of policies that callers of the Python API give as text or mapping."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from iamscope.errors import InputError
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Json, NotJsonError, Object, is_unknown

PolicyDocument = str | Mapping[str, Any] | Policy


def as_policy(document: PolicyDocument, policy_type: PolicyType, name: str = "policy") -> Policy:
    """The tree of a policy that is given as text, mapping or tree.

    Raises InputError for a text that is not JSON, and for what says something but is no object with a `Statement`.
    """
    if isinstance(document, Policy):
        return document
    if not isinstance(document, str | Mapping | list):
        raise InputError(f"`{name}`: neither a text nor a mapping", "give the policy as JSON, or what it decodes to")
    text = document if isinstance(document, str) else _json_text(document, name)
    source = Source(name, text)
    try:
        parsed = Document.from_text(source)
    except NotJsonError:
        from iamscope.syntax.syntax_problems import syntax_problems

        problem = syntax_problems(source)[0]
        line, column, _ = problem.span.start_position
        raise InputError(f"{name}:{line}:{column + 1}: {problem.message}", problem.help) from None
    policy = Policy(parsed.value, parsed.root, policy_type)
    if policy.element("Statement") is None and not is_unknown(parsed.value) and not _says_nothing(parsed.value):
        raise InputError(f"`{name}`: holds no policy", "a policy is an object with a `Statement`")
    return policy


def _says_nothing(value: Json) -> bool:
    """Whether a document is empty but for its frame."""
    if isinstance(value, Object):
        return all(name in ("Version", "Id") for name, _ in value)
    return isinstance(value, list) and all(map(_says_nothing, value))


def _json_text(document: Mapping[str, Any] | list[Any], name: str) -> str:
    try:
        return json.dumps(document, default=dict)
    except (TypeError, ValueError, RecursionError):
        raise InputError(f"`{name}`: holds what JSON cannot say", "give what a JSON text decodes to") from None

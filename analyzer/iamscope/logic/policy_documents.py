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
from iamscope.syntax.json_value import NotJsonError

PolicyDocument = str | Mapping[str, Any] | Policy


def as_policy(document: PolicyDocument, policy_type: PolicyType, name: str = "policy") -> Policy:
    """The tree of a policy that is given as text, mapping or tree; raises InputError for a text that is not JSON."""
    if isinstance(document, Policy):
        return document
    text = document if isinstance(document, str) else json.dumps(document, default=dict)
    source = Source(name, text)
    try:
        parsed = Document.from_text(source)
    except NotJsonError:
        from iamscope.syntax.syntax_problems import syntax_problems

        problem = syntax_problems(source)[0]
        line, column, _ = problem.span.start_position
        raise InputError(f"{name}:{line}:{column + 1}: {problem.message}", problem.help) from None
    return Policy(parsed.value, parsed.root, policy_type)

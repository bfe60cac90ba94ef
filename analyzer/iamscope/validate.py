"""Validates one policy document that is given as text or as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from iamscope import packs
from iamscope.engine import RuleSet, check_policy, check_syntax
from iamscope.findings import Finding
from iamscope.policy_types import parse_policy_type, resolve_policy_type
from iamscope.rule import Persona
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import NotJsonError


@cache
def _built_in_rules() -> RuleSet:
    """Those of AWS, and of our own those that everybody sees."""
    rules = packs.built_in().values()
    return RuleSet(rule for rule in rules if rule.aws or Persona.DEFAULT.sees(rule))


def validate_policy(
    document: str | Mapping[str, object], *, policy_type: str = "IDENTITY_POLICY", resource_type: str | None = None
) -> list[Finding]:
    """The findings of a policy document: those that Access Analyzer's ValidatePolicy would give, and our own.

    `document` is JSON text or the mapping it decodes to; `policy_type` one of AWS's names or ours; `resource_type` a
    CloudFormation type such as `AWS::S3::Bucket`. A text that is not JSON gives findings too. Raises ValueError for an
    unknown policy type.
    """
    text = document if isinstance(document, str) else json.dumps(document, default=dict)
    kind = resolve_policy_type(parse_policy_type(policy_type), resource_type)
    source = Source("policy", text)
    rules = _built_in_rules()
    try:
        parsed = Document.from_text(source)
    except NotJsonError:
        return check_syntax(source, kind, rules)
    return check_policy(Policy(parsed.value, parsed.root, kind, resource_type), rules)

"""The names that a rule file may use; packs of rules depend on these and on nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iamscope.findings import (
    FindingType,
)
from iamscope.logic.facts import (
    facts,
)
from iamscope.logic.federation import (
    OIDC,
    SAML,
    Provider,
    audience_conditions,
    claims,
    oidc_principals,
    provider_of,
    tested_issuers,
)
from iamscope.logic.patterns import (
    covers,
    intersects,
    matches,
)
from iamscope.logic.policy_size import (
    size_beyond,
)
from iamscope.logic.redundancy import (
    Group,
    redundant_groups,
)
from iamscope.logic.same_statements import (
    repeated_sids,
    same_statements,
)
from iamscope.logic.service_callers import (
    asks_whether_caller_is_service,
    holds_without_key,
    requires_key,
)
from iamscope.logic.service_principals import (
    SOURCE_KEYS,
    sends_source_keys,
    unguarded_services,
)
from iamscope.logic.tag_support import (
    blind_to_resource_tags,
    requires_resource_tag,
)
from iamscope.policy_types import (
    PolicyType,
)
from iamscope.rule import (
    ALL_TYPES,
    IDENTITY,
    AddMember,
    EditAt,
    FixReport,
    Label,
    Persona,
    Precision,
    RemoveParts,
    Report,
    Rule,
    report,
    rule,
)
from iamscope.syntax.arn import (
    Arn,
    field_count,
)
from iamscope.syntax.ast import (
    POLICY_ELEMENTS,
    STATEMENT_ELEMENTS,
    ActionPattern,
    Condition,
    ConditionBlock,
    ConditionValue,
    Element,
    Policy,
    Principal,
    ResourcePattern,
    Statement,
    Text,
    elements,
    is_text,
    items,
)
from iamscope.syntax.document import (
    Place,
)
from iamscope.syntax.json_value import (
    Json,
    Number,
    Object,
    is_unknown,
    type_name,
)
from iamscope.syntax.operators import (
    OPERATORS,
    QUALIFIERS,
    Operator,
)
from iamscope.syntax.shape import (
    Misfit,
)
from iamscope.syntax.syntax_problems import (
    SyntaxProblem,
)
from iamscope.syntax.variables import (
    Variable,
    find_variables,
    without_variables,
)

if TYPE_CHECKING:
    from iamscope.spec import Spec

ERROR = FindingType.ERROR
SECURITY_WARNING = FindingType.SECURITY_WARNING
WARNING = FindingType.WARNING
SUGGESTION = FindingType.SUGGESTION


def spec() -> Spec:
    """What AWS services define: actions, resource types, condition keys, partitions."""
    from iamscope.spec import load

    return load()


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """What a misspelt name was meant to be, case aside; None where no candidate is very like it."""
    from iamscope.spec.suggest import closest

    return closest(name, candidates)


__all__ = [
    "ALL_TYPES",
    "ERROR",
    "IDENTITY",
    "OIDC",
    "OPERATORS",
    "POLICY_ELEMENTS",
    "QUALIFIERS",
    "SAML",
    "SECURITY_WARNING",
    "SOURCE_KEYS",
    "STATEMENT_ELEMENTS",
    "SUGGESTION",
    "WARNING",
    "ActionPattern",
    "AddMember",
    "Arn",
    "Condition",
    "ConditionBlock",
    "ConditionValue",
    "EditAt",
    "Element",
    "FindingType",
    "FixReport",
    "Group",
    "Json",
    "Label",
    "Misfit",
    "Number",
    "Object",
    "Operator",
    "Persona",
    "Place",
    "Policy",
    "PolicyType",
    "Precision",
    "Principal",
    "Provider",
    "RemoveParts",
    "Report",
    "ResourcePattern",
    "Rule",
    "Statement",
    "SyntaxProblem",
    "Text",
    "Variable",
    "asks_whether_caller_is_service",
    "audience_conditions",
    "blind_to_resource_tags",
    "claims",
    "closest",
    "covers",
    "elements",
    "facts",
    "field_count",
    "find_variables",
    "holds_without_key",
    "intersects",
    "is_text",
    "is_unknown",
    "items",
    "matches",
    "oidc_principals",
    "provider_of",
    "redundant_groups",
    "repeated_sids",
    "report",
    "requires_key",
    "requires_resource_tag",
    "rule",
    "same_statements",
    "sends_source_keys",
    "size_beyond",
    "spec",
    "tested_issuers",
    "type_name",
    "unguarded_services",
    "without_variables",
]

"""The names that a rule file may use; packs of rules depend on these and on nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iamscope.accepted.suppressions import (
    SuppressionReview,
)
from iamscope.findings import (
    FindingType,
)
from iamscope.logic.arn_formats import (
    ArnFormat,
    arn_text,
    fits_types,
    fitting_formats,
    formats_of,
    is_account_id,
    is_literal,
)
from iamscope.logic.facts import (
    facts,
)
from iamscope.logic.ip_ranges import (
    covers_all_addresses,
    has_host_bits,
    is_private_range,
    parse_ip_range,
    source_ips,
)
from iamscope.logic.patterns import (
    covers,
    intersects,
    matches,
)
from iamscope.logic.remember import (
    remembered,
)
from iamscope.logic.statements.attachments import (
    Attachment,
    attachment,
)
from iamscope.logic.statements.condition_keys import (
    is_tag_family,
    successor_of_global_key,
)
from iamscope.logic.statements.contradictions import (
    exclude_each_other,
)
from iamscope.logic.statements.covering import (
    covering_by_wildcard,
    every_resource,
    every_role,
    is_pass_role_bound,
    leaving_in,
    naming,
    pins_service,
)
from iamscope.logic.statements.federation import (
    OIDC,
    SAML,
    Provider,
    audience_conditions,
    claims,
    claims_by_issuer,
    known_place,
    oidc_principals,
    provider_of,
)
from iamscope.logic.statements.guarding_keys import (
    demands_key,
    demands_value,
    guards,
    is_guard,
)
from iamscope.logic.statements.loose_values import (
    Strictness,
    is_loose,
    strictness,
)
from iamscope.logic.statements.meaning import (
    adding_nothing,
    denied_entirely,
)
from iamscope.logic.statements.oidc_issuers import (
    SharedIssuer,
    admits_lookalikes,
    admits_strangers,
    is_open,
    is_positive,
    shared_issuer,
)
from iamscope.logic.statements.policy_size import (
    size_beyond,
)
from iamscope.logic.statements.redundancy import (
    Group,
    redundant_groups,
)
from iamscope.logic.statements.resource_support import (
    may_be_about,
)
from iamscope.logic.statements.same_statements import (
    repeated_sids,
    same_statements,
)
from iamscope.logic.statements.service_callers import (
    asks_whether_caller_is_service,
    holds_without_key,
    requires_key,
    source_conditions,
)
from iamscope.logic.statements.service_principals import (
    SOURCE_KEYS,
    sends_source_keys,
    unguarded_services,
)
from iamscope.logic.statements.star_conditions import (
    Holds,
    has_null_beside,
    star_condition,
)
from iamscope.logic.statements.tag_support import (
    UnseenTag,
    requires_resource_tag,
    unseen_tags,
)
from iamscope.logic.value_formats import (
    DateKind,
    date_kind,
    is_base64,
    is_number,
)
from iamscope.logic.variable_places import (
    is_quoted_default,
    knows_variables,
    texts_with_variables,
)
from iamscope.policy_checks.public_grants import (
    public_grants,
)
from iamscope.policy_types import (
    PolicyType,
)
from iamscope.rule import (
    ALL_TYPES,
    IDENTITY,
    AddMember,
    FixReport,
    Label,
    Persona,
    Precision,
    RemoveParts,
    Replace,
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
    Policy,
    Principal,
    ResourcePattern,
    Statement,
)
from iamscope.syntax.document import (
    Place,
)
from iamscope.syntax.elements import Element, Text, elements, is_text, items
from iamscope.syntax.json_value import (
    Json,
    Number,
    Object,
    has_hole,
    is_unknown,
    type_name,
)
from iamscope.syntax.operators import (
    OPERATORS,
    QUALIFIERS,
    Operator,
    suggest_operator,
)
from iamscope.syntax.shape import (
    Misfit,
    misfits,
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
    "ArnFormat",
    "Attachment",
    "Condition",
    "ConditionBlock",
    "ConditionValue",
    "DateKind",
    "Element",
    "FindingType",
    "FixReport",
    "Group",
    "Holds",
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
    "Replace",
    "Report",
    "ResourcePattern",
    "Rule",
    "SharedIssuer",
    "Statement",
    "Strictness",
    "SuppressionReview",
    "SyntaxProblem",
    "Text",
    "UnseenTag",
    "Variable",
    "adding_nothing",
    "admits_lookalikes",
    "admits_strangers",
    "arn_text",
    "asks_whether_caller_is_service",
    "attachment",
    "audience_conditions",
    "claims",
    "claims_by_issuer",
    "closest",
    "covering_by_wildcard",
    "covers",
    "covers_all_addresses",
    "date_kind",
    "demands_key",
    "demands_value",
    "denied_entirely",
    "elements",
    "every_resource",
    "every_role",
    "exclude_each_other",
    "facts",
    "field_count",
    "find_variables",
    "fits_types",
    "fitting_formats",
    "formats_of",
    "guards",
    "has_hole",
    "has_host_bits",
    "has_null_beside",
    "holds_without_key",
    "intersects",
    "is_account_id",
    "is_base64",
    "is_guard",
    "is_literal",
    "is_loose",
    "is_number",
    "is_open",
    "is_pass_role_bound",
    "is_positive",
    "is_private_range",
    "is_quoted_default",
    "is_tag_family",
    "is_text",
    "is_unknown",
    "items",
    "known_place",
    "knows_variables",
    "leaving_in",
    "matches",
    "may_be_about",
    "misfits",
    "naming",
    "oidc_principals",
    "parse_ip_range",
    "pins_service",
    "provider_of",
    "public_grants",
    "redundant_groups",
    "remembered",
    "repeated_sids",
    "report",
    "requires_key",
    "requires_resource_tag",
    "rule",
    "same_statements",
    "sends_source_keys",
    "shared_issuer",
    "size_beyond",
    "source_conditions",
    "source_ips",
    "spec",
    "star_condition",
    "strictness",
    "successor_of_global_key",
    "suggest_operator",
    "texts_with_variables",
    "type_name",
    "unguarded_services",
    "unseen_tags",
    "without_variables",
]

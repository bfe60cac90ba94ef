"""The names that a rule file may use; packs of rules depend on these and on nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamscope.findings import (
    FindingType,
)
from iamscope.logic.patterns import (
    covers,
    intersects,
    matches,
)
from iamscope.logic.redundancy import (
    Group,
    redundant_groups,
)
from iamscope.policy_types import (
    PolicyType,
)
from iamscope.rule import (
    ALL_TYPES,
    IDENTITY,
    EditAt,
    FixReport,
    Label,
    Precision,
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


__all__ = [
    "ALL_TYPES",
    "ERROR",
    "IDENTITY",
    "OPERATORS",
    "POLICY_ELEMENTS",
    "QUALIFIERS",
    "SECURITY_WARNING",
    "STATEMENT_ELEMENTS",
    "SUGGESTION",
    "WARNING",
    "ActionPattern",
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
    "Place",
    "Policy",
    "PolicyType",
    "Precision",
    "Principal",
    "Report",
    "ResourcePattern",
    "Rule",
    "Statement",
    "SyntaxProblem",
    "Text",
    "Variable",
    "covers",
    "elements",
    "field_count",
    "find_variables",
    "intersects",
    "is_text",
    "items",
    "matches",
    "redundant_groups",
    "report",
    "rule",
    "spec",
    "type_name",
    "without_variables",
]

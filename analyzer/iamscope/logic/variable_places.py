"""Where policy variables may stand."""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.elements import Text, is_text
from iamscope.syntax.variables import Variable

#: The version of the policy language that knows variables; without `Version` a policy is of the one before it.
VARIABLES_SINCE = "2012-10-17"


def knows_variables(policy: Policy) -> bool:
    """Whether `${…}` means something in a policy's version."""
    return policy.version is not None and policy.version.value == VARIABLES_SINCE


def texts_with_variables(statement: Statement) -> Iterator[Text]:
    """The texts of a statement that hold a `${` where variables are replaced: resources and condition values."""
    for patterns in (statement.resources, statement.not_resources):
        for pattern in patterns:
            if "${" in pattern.value:
                yield pattern
    for condition in statement.conditions:
        for value in condition.values:
            if "${" in value.value and is_text(value.json):
                yield Text(value.value, value.place)


def is_quoted_default(variable: Variable) -> bool:
    """Whether the default value of a variable, if it has one, is one text in single quotes."""
    if variable.default is None:
        return True
    default = variable.default.strip()
    return len(default) >= 2 and default[0] == default[-1] == "'" and default.count("'") == 2

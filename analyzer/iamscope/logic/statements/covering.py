"""How a statement covers one action, and every resource: by name, by a wildcard, or by not excluding it."""

from __future__ import annotations

from iamscope.logic.patterns import covers, matches
from iamscope.syntax.ast import ActionPattern, ResourcePattern, Statement
from iamscope.syntax.elements import Element


def naming(statement: Statement, action: str) -> list[ActionPattern]:
    """The strings of `Action` that are this action, without wildcards."""
    wanted = action.lower()
    return [
        pattern
        for pattern in statement.actions
        if len(pattern.value) == len(wanted) and pattern.value.lower() == wanted
    ]


def covering_by_wildcard(statement: Statement, action: str) -> list[ActionPattern]:
    """The strings of `Action` that cover this action by a `*` or `?`."""
    wanted = action.lower()
    return [pattern for pattern in statement.actions if pattern.has_wildcard and _covers(pattern.value, wanted)]


def leaving_in(statement: Statement, action: str) -> Element | None:
    """The `NotAction` of a statement, where it does not exclude this action."""
    element = statement.element("NotAction")
    if element is None or not statement.not_actions:  # what holds no text is judged as a mistake of its own
        return None
    wanted = action.lower()
    return None if any(_covers(pattern.value, wanted) for pattern in statement.not_actions) else element


def _covers(pattern: str, action: str) -> bool:
    # the first characters settle nearly every case
    if pattern[:1] not in ("*", "?", action[0], action[0].upper()):
        return False
    return matches(pattern.lower(), action)


def every_resource(statement: Statement) -> ResourcePattern | None:
    """The string of `Resource` that is exactly `*`."""
    return next((pattern for pattern in statement.resources if pattern.value == "*"), None)


def every_role(statement: Statement) -> ResourcePattern | None:
    """The string of `Resource` that covers every role of an account: `*`, or an ARN such as `arn:aws:iam::*:role/*`."""
    return every_resource(statement) or next(
        (pattern for pattern in statement.resources if _is_every_role(pattern)), None
    )


def _is_every_role(pattern: ResourcePattern) -> bool:
    # Access Analyzer was never seen to judge `role/*` alone; it is `*` for all that can be passed.
    arn = pattern.arn
    return arn is not None and arn.service == "iam" and arn.resource[-1:] == "*" and covers(arn.resource, "role/*")


#: A service that was seen to count as pinned under `StringEqualsIfExists`, where others did not; why is not known.
_PINNED_IF_EXISTS = "lambda.amazonaws.com"


def pins_service(statement: Statement, key: str) -> bool:
    """Whether a condition on `key` binds the statement to certain services, as Access Analyzer sees it.

    Observed: a value that begins with a wildcard binds to nothing; `StringLikeIfExists` binds, `StringEqualsIfExists`
    does not (but see above).
    """
    for condition in statement.conditions_on(key):
        operator = condition.operator
        if operator.family != "String" or operator.negated or not condition.values:
            continue
        values = [value.value for value in condition.values]
        if operator.if_exists and not operator.like and values != [_PINNED_IF_EXISTS]:
            continue
        if not (operator.like and any(value[:1] in ("*", "?") for value in values)):
            return True
    return False


def pins_resource(statement: Statement, key: str) -> bool:
    """Whether a condition on `key` binds the statement to certain ARNs."""
    return any(
        condition.operator.family in ("String", "ARN")
        and not condition.operator.negated
        and not condition.operator.if_exists
        and condition.values
        and all(value.value.strip("*") for value in condition.values)
        for condition in statement.conditions_on(key)
    )


def is_pass_role_bound(statement: Statement) -> bool:
    """Whether conditions bind the passing of roles to certain services, or to certain resources that use the role."""
    return pins_service(statement, "iam:PassedToService") or pins_resource(statement, "iam:AssociatedResourceArn")

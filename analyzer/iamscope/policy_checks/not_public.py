"""Why a resource policy is not public: what would open it to the public if it were taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from iamscope.policy_checks.access_checks import CheckResult, CheckVerdict
from iamscope.syntax.ast import Condition, Policy, Statement
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Json, Object, has_hole

Check = Callable[[Policy], CheckResult]
#: Policies with more statements or conditions are explained in part only: each question costs a decision.
_MOST_QUESTIONS = 50


def reasons(policy: Policy, check: Check) -> list[str]:
    """For each Allow statement of a policy that is not public, what keeps it from being so; `check` decides one."""
    if has_hole(policy.value):
        return ["parts of it are not known, so there is no telling what keeps the public out"]
    found = []
    questions = 0
    denies = [statement for statement in policy.statements if statement.denies]
    for statement in policy.statements:
        if not statement.allows or questions >= _MOST_QUESTIONS:
            continue
        questions += 1 + len(statement.conditions) + len(denies)
        found.append(f"{named(statement)}: {_reason(policy, statement, denies, check)}")
    return found


def named(statement: Statement) -> str:
    """A statement by its `Sid`, else by its number."""
    return f"`{statement.sid.value}`" if statement.sid else f"statement {statement.index}"


def _reason(policy: Policy, statement: Statement, denies: Sequence[Statement], check: Check) -> str:
    if _is_public(policy, [statement.value], check):
        return _by_deny(policy, statement, denies, check)
    names_anyone = statement.element("NotPrincipal") is not None or any(
        item.value == "*" and item.kind in (None, "AWS") for item in statement.principals
    )
    if not names_anyone:
        return "it names its principals"
    enough = [
        f"`{condition.operator.text}` on `{condition.key}`"
        for number, condition in enumerate(statement.conditions)
        if _is_public(policy, [_without_condition(statement, number)], check)
    ]
    if enough:
        return f"its condition {' and '.join(enough)} keeps out the public"
    if statement.conditions:
        return "each of its conditions keeps out the public"
    return "it allows nothing that the public could call"


def _by_deny(policy: Policy, statement: Statement, denies: Sequence[Statement], check: Check) -> str:
    alone = [deny for deny in denies if not _is_public(policy, [statement.value, deny.value], check)]
    if alone:
        return (
            f"{' and '.join(named(deny) for deny in alone)} {'denies' if len(alone) == 1 else 'deny'} it to the public"
        )
    return "the Deny statements together leave nothing for the public"


def _is_public(policy: Policy, statements: list[Json], check: Check) -> bool:
    return check(_with_statements(policy, statements)).result is not CheckVerdict.PASS


def _with_statements(policy: Policy, statements: list[Json]) -> Policy:
    """The policy with other statements; its places are not to be shown."""
    others = policy.value if isinstance(policy.value, Object) else Object()
    value = Object([*((name, item) for name, item in others if name != "Statement"), ("Statement", statements)])
    document = Document(policy.place.document.source, value)
    return Policy(value, document.root, policy.policy_type, policy.resource_type)


def _without_condition(statement: Statement, number: int) -> Object:
    """The statement without its condition of this number, counted over all operators."""
    return Object(_members(statement, number))


def _members(statement: Statement, number: int) -> Iterator[tuple[str, Json]]:
    dropped = statement.conditions[number]
    for element in statement.elements:
        if element.name != "Condition" or not isinstance(element.value, Object):
            yield element.name, element.value
            continue
        blocks = [
            (operator, Object((key, values) for key, values in block if (operator, key) != _name(dropped)))
            for operator, block in element.value
            if isinstance(block, Object)
        ]
        yield "Condition", Object((operator, block) for operator, block in blocks if block)


def _name(condition: Condition) -> tuple[str, str]:
    return condition.operator.text, condition.key

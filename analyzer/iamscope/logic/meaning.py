"""What rules ask of the meaning of a policy: short questions over all requests, with silence where they are hard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iamscope.syntax.ast import Policy, Statement

#: Rules ask in passing: what takes longer is left to the commands that are about meaning.
_SECONDS = 0.25
_MOST_STATEMENTS = 100


def denied_entirely(policy: Policy) -> Iterator[tuple[Statement, Sequence[Statement]]]:
    """Allow statements of which Deny statements of the same policy leave nothing, with those that are enough for it."""
    statements = policy.statements
    if len(statements) > _MOST_STATEMENTS:
        return
    denies = [statement for statement in statements if statement.denies]
    if not denies:
        return
    for statement in statements:
        if statement.allows and _allows_something(statement) and _leave_nothing(statement, denies):
            alone = next(([deny] for deny in denies if _leave_nothing(statement, [deny])), denies)
            yield statement, alone


def _allows_something(statement: Statement) -> bool:
    from iamscope.logic.decide import Allowed, Witness, find

    return isinstance(find(Allowed(statement), seconds=_SECONDS), Witness)


def _leave_nothing(statement: Statement, denies: Sequence[Statement]) -> bool:
    from iamscope.logic.decide import Allowed, Proof, find

    return isinstance(find(Allowed([statement, *denies]), seconds=_SECONDS), Proof)


def adding_nothing(policy: Policy) -> Iterator[tuple[Statement, Sequence[Statement]]]:
    """Statements without which a policy allows just the same, as others of their effect say all that they say.

    With each come the statements that do, one if it is enough. Of statements that say the same the later are named.
    """
    statements = policy.statements
    if not 1 < len(statements) <= _MOST_STATEMENTS:
        return
    left = list(statements)
    for statement in reversed(statements):
        others = [each for each in left if each is not statement and _effect(each) == _effect(statement)]
        if _effect(statement) is None or not others or not _says_nothing_new(statement, others):
            continue
        left.remove(statement)
        yield statement, next(([each] for each in others if _says_nothing_new(statement, [each])), others)


def _effect(statement: Statement) -> str | None:
    return statement.effect.value if statement.allows or statement.denies else None  # type: ignore[union-attr]


def _says_nothing_new(statement: Statement, others: Sequence[Statement]) -> bool:
    from iamscope.logic.decide import And, Applies, Not, Or, Proof, find

    said = Or(*map(Applies, others))
    return isinstance(find(And(Applies(statement), Not(said)), seconds=_SECONDS), Proof)

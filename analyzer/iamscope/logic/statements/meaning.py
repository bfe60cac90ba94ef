"""What rules ask of the meaning of a policy: short questions over all requests, with silence where they are hard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import repeat

from iamscope.logic.arn_formats import is_account_id
from iamscope.logic.patterns import covers, intersects
from iamscope.syntax.ast import Policy, Principal, Statement

#: Rules ask in passing: what takes longer is left to the commands that are about meaning.
_SECONDS = 0.25
_MOST_STATEMENTS = 100
#: Beyond it a look at all pairs of patterns is no quick one.
_MOST_LOOKS = 20_000


def denied_entirely(policy: Policy) -> Iterator[tuple[Statement, Sequence[Statement]]]:
    """Allow statements of which Deny statements of the same policy leave nothing, with those that are enough for it."""
    statements = policy.statements
    if len(statements) > _MOST_STATEMENTS:
        return
    # those with a condition leave what does not meet it, but for freaks that exclude each other
    denies = [statement for statement in statements if statement.denies and statement.element("Condition") is None]
    if not denies:
        return
    for statement in statements:
        if not statement.allows or not _may_cover(denies, statement):
            continue
        if _leave_nothing(statement, denies) and _allows_something(statement):
            yield statement, _enough(denies, partial(_leave_nothing, statement))


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
        if _effect(statement) is None or not _may_cover(others, statement):
            continue
        others = [each for each in others if statement.denies or _gives_the_same_way(each, statement)]
        if not _says_nothing_new(statement, others) or not _says_something(statement):
            continue
        left.remove(statement)
        yield statement, _enough(others, partial(_says_nothing_new, statement))


def _enough(statements: Sequence[Statement], suffice: Callable[[Sequence[Statement]], bool]) -> Sequence[Statement]:
    """Of statements that suffice together one that does alone, or some of which none can be spared."""
    for each in statements:
        if suffice([each]):
            return [each]
    left = list(statements)
    for each in statements:
        without = [other for other in left if other is not each]
        if suffice(without):
            left = without
    return left


def _gives_the_same_way(wide: Statement, narrow: Statement) -> bool:
    """Whether an Allow names all principals of another one, or everyone.

    An account is not enough for its roles and users: it hands the decision to their own policies, while whoever is
    named needs none (IAM User Guide, "Policy evaluation logic", on principals of a resource policy).
    """
    if wide.element("NotPrincipal") is not None or narrow.element("NotPrincipal") is not None:
        return False
    named = set(map(_who, wide.principals))
    return ("AWS", "*") in named or named.issuperset(map(_who, narrow.principals))


def _who(principal: Principal) -> tuple[str, str]:
    kind = principal.kind or "AWS"
    is_account = kind == "AWS" and is_account_id(principal.value)
    return kind, f"arn:aws:iam::{principal.value}:root" if is_account else principal.value


def _effect(statement: Statement) -> str | None:
    return statement.effect.value if statement.allows or statement.denies else None  # type: ignore[union-attr]


def _says_something(statement: Statement) -> bool:
    """Whether there are requests that it is about: what says nothing at all is a mistake with a finding of its own."""
    from iamscope.logic.decide import Applies, Witness, find

    return isinstance(find(Applies(statement), seconds=_SECONDS), Witness)


def _says_nothing_new(statement: Statement, others: Sequence[Statement]) -> bool:
    from iamscope.logic.decide import And, Applies, Not, Or, Proof, find

    said = Or(*map(Applies, others))
    return isinstance(find(And(Applies(statement), Not(said)), seconds=_SECONDS), Proof)


def _may_cover(others: Sequence[Statement], statement: Statement) -> bool:
    """Whether each action and resource of a statement lies within one of the others'; a look that settles most.

    A pattern that only several others cover together is passed over: nobody writes that by accident.
    """
    return _within(
        [item.value.lower() for item in statement.actions],
        [[item.value.lower() for item in each.actions] for each in others],
        [[item.value.lower() for item in each.not_actions] for each in others],
    ) and _within(
        [item.value for item in statement.resources],
        [[item.value for item in each.resources] for each in others],
        [[item.value for item in each.not_resources] for each in others],
    )


def _within(texts: Sequence[str], named: Sequence[Sequence[str]], excepted: Sequence[Sequence[str]]) -> bool:
    """Whether each pattern is covered by one that others name, or meets none of all that one of them excepts."""
    patterns = {pattern for some in named for pattern in some}
    wide = [pattern for pattern in patterns if "*" in pattern or "?" in pattern]
    exceptions = [some for some in excepted if some]
    if (len(wide) + sum(map(len, exceptions))) * len(texts) > _MOST_LOOKS:
        return False
    return all(
        text in patterns
        or any(map(covers, wide, repeat(text)))
        or any(not any(map(intersects, some, repeat(text))) for some in exceptions)
        for text in texts
    )

"""Which statements the tests have exercised: one is, when it applied to a request of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from iamscope.logic.evaluation.authorizations import authorizations
from iamscope.logic.evaluation.evaluate import layers
from iamscope.logic.evaluation.matching import applying
from iamscope.logic.evaluation.request import Request
from iamscope.syntax.ast import Policy, Statement

#: Where a statement stands, however often its file was read.
_Identity = tuple[str, str]


class Coverage:
    """The statements of all policies under test, and which of them have applied."""

    def __init__(self) -> None:
        self._statements: dict[_Identity, Statement] = {}
        self._exercised: set[_Identity] = set()

    def add(self, policies: Iterable[Policy]) -> None:
        """Counts the statements of these policies in."""
        for policy in policies:
            for statement in policy.statements:
                self._statements.setdefault(_identity(statement), statement)

    def exercise(self, request: Request) -> None:
        """Notes the statements that apply to a request."""
        for each in authorizations(request):
            context = each.full_context
            for policy in (policy for _, policies in layers(each) for policy in policies):
                self._exercised.update(_identity(statement) for statement, _ in applying(policy, each, context))

    def exercise_if(self, policies: Iterable[Policy], touches: Callable[[Statement], bool]) -> None:
        """Notes those statements of the policies that are touched; asks of statements only that were not yet."""
        for policy in policies:
            for statement in policy.statements:
                identity = _identity(statement)
                if identity not in self._exercised and touches(statement):
                    self._exercised.add(identity)

    @property
    def total(self) -> int:
        return len(self._statements)

    @property
    def missed(self) -> tuple[Statement, ...]:
        """The statements that no request of a test met, in the order of their policies."""
        return tuple(found for identity, found in self._statements.items() if identity not in self._exercised)


def _identity(statement: Statement) -> _Identity:
    return statement.place.document.source.path, statement.place.pointer

"""The statements that a decision rests on, with their places: the files of a principal are read again for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from iamscope.access.model import Part, PolicyDocument, Role, User
from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.known_policies import known_document
from iamscope.access.trust_graph.permissions import Target, permission
from iamscope.policy_types import PolicyType
from iamscope.source import Span
from iamscope.syntax.ast import Statement


class Reason(NamedTuple):
    """A statement that an edge rests on: whose it is and what it does, and where it stands (both count from 1)."""

    text: str
    path: str
    line: int
    column: int
    span: Span | None


class Evidence:
    """Finds the statements of principals again. `read` reads the part of a file."""

    def __init__(self, directory: Directory, read: Callable[[str], Part], *, keeps_spans: bool = True) -> None:
        """Without spans, the texts of the files can be forgotten."""
        self._directory = directory
        self._read = read
        self._keeps_spans = keeps_spans
        self._principals: tuple[Part, dict[str, User | Role]] | None = None

    def allowing(self, number: int, action: str, target: Target) -> list[Reason]:
        """The statements by which a principal is allowed an action on a target, the certain ones if there are any."""
        bit = self._directory.actions.bit(action)
        lookup = self._directory.lookup(number)
        found: list[tuple[Answer, str, Statement]] = []
        for whose, document in self._documents(number):
            for statement in document.policy(PolicyType.IDENTITY).statements:
                mask = self._directory.actions.mask(statement)
                meant = permission(statement, mask, lookup) if mask & bit and statement.allows else None
                answer = Answer.NO if meant is None else meant.answer(target)
                if answer is not Answer.NO:
                    found.append((answer, whose, statement))
        best = max((answer for answer, _, _ in found), default=Answer.NO)
        return [
            self.reason(f"{whose} allows `{action_name(action)}`", statement)
            for answer, whose, statement in found
            if answer is best
        ]

    def reason(self, text: str, statement: Statement) -> Reason:
        """A statement as a reason."""
        span = statement.span
        line, column, _ = span.start_position
        return Reason(text, span.source.path, line, column + 1, span if self._keeps_spans else None)

    def _documents(self, number: int) -> Iterator[tuple[str, PolicyDocument]]:
        """The identity policies of a principal, each with what to call it."""
        fact = self._directory.principals[number]
        principal = self.principal(number)
        if principal is None:
            return
        for document in principal.inline:
            yield f"its inline policy `{document.name}`", document
        yield from self._attached(principal.attached, "its policy", self._directory.path_of[fact.arn])
        for name in fact.groups:
            group = self._directory.groups.get((fact.account, name))
            if group is None:
                continue
            part = self._read(self._directory.path_of[group.arn])
            for each in part.groups:
                if each.arn == group.arn:
                    for document in each.inline:
                        yield f"inline policy `{document.name}` of its group `{name}`", document
            yield from self._attached(group.attached, f"the policy of its group `{name}`,", part.path)

    def _attached(self, arns: Iterable[str], whose: str, own: str) -> Iterator[tuple[str, PolicyDocument]]:
        """The documents of managed policies; `own` is the file of the principal, where they mostly are."""
        for arn in arns:
            document = self._managed(arn, own) or self._managed(arn, self._directory.path_of.get(arn))
            document = document or known_document(arn)
            if document is not None:
                yield f"{whose} `{arn.rsplit('/', 1)[-1]}`", document

    def _managed(self, arn: str, path: str | None) -> PolicyDocument | None:
        policies = self._read(path).policies if path is not None else ()
        return next((policy.document for policy in policies if policy.arn == arn), None)

    def principal(self, number: int) -> User | Role | None:
        """A principal as its file tells it."""
        arn = self._directory.arn(number)
        part = self._read(self._directory.path_of[arn])
        if self._principals is None or self._principals[0] is not part:
            found: dict[str, User | Role] = {each.arn: each for each in part.users}
            found.update((each.arn, each) for each in part.roles)
            self._principals = part, found
        return self._principals[1].get(arn)


def action_name(action: str) -> str:
    """An action as AWS writes it."""
    from iamscope.spec import load

    known = load().action(action)
    return action if known is None else known.full_name

"""Tells what of a policy a finding is about: the statement, the way into it, and the value there."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from iamscope.findings import Finding, PathItem
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.json_value import Json, Object


class Subject(NamedTuple):
    """What the first place of a finding is: the statement that it lies in (None outside of all), the steps from that
    statement, or else from the policy, and the value there; for a name of a member the name.
    """

    statement: Statement | None
    steps: tuple[PathItem, ...]
    value: Json


class Subjects:
    """The subjects of one policy's findings."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._indexed: dict[int, dict[str, Json]] = {}

    def of(self, finding: Finding) -> Subject:
        """The subject of a finding that was made of this policy."""
        path = finding.locations[0].path
        statement, depth = self._statement(path)
        steps = path[depth:]
        return Subject(statement, steps, self._follow(statement.value if statement else self.policy.value, steps))

    @cached_property
    def _by_index(self) -> dict[int, Statement]:
        return {statement.index: statement for statement in self.policy.statements}

    def _statement(self, path: tuple[PathItem, ...]) -> tuple[Statement | None, int]:
        """The statement that a path leads into, and how many steps lead to it."""
        if not path or path[0] != PathItem("value", "Statement"):
            return None, 0
        if len(path) > 1 and path[1].kind == "index":
            statement, depth = self._by_index.get(int(path[1].step)), 2
        else:
            element = self.policy.element("Statement")
            single = element is not None and isinstance(element.value, Object)
            statement, depth = self._by_index.get(0) if single else None, 1
        return statement, depth if statement else 0

    def _follow(self, value: Json, steps: tuple[PathItem, ...]) -> Json:
        """The value that steps lead to; None where they lead nowhere."""
        for kind, step in steps:
            if kind == "key":
                return str(step)
            if isinstance(value, Object) and kind == "value":
                value = self._members(value).get(str(step))
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def _members(self, value: Object) -> dict[str, Json]:
        """The members of an object by name; each may have a finding of its own, so they are indexed once."""
        found = self._indexed.get(id(value))
        if found is None:
            found = self._indexed[id(value)] = dict(value)
        return found

"""Keeps back what rules report of values that are not known: a hole could be anything."""

from __future__ import annotations

from functools import cached_property

from iamscope.rule import AnyRule, Report
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, Json, Object, has_hole, is_unknown


class Unknowns:
    """What of one policy is not known; nothing is computed before the first report."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def leave(self, rule: AnyRule, report: Report) -> bool:
        """Whether a report holds whatever the unknown values turn out to be.

        No place of it may be unknown, even in part, and all must be known that the rule needs of the statements.
        """
        if not self._any or report.internal:
            return True
        places = [label.place for label in (*report.labels, *report.related)]
        return not any(map(_is_unknown, places)) and self._known(rule.needs, places)

    @cached_property
    def _any(self) -> bool:
        return has_hole(self._policy.value)

    @cached_property
    def _unknown_statements(self) -> bool:
        element = self._policy.element("Statement")
        value = element.value if element else None
        return is_unknown(value) or (isinstance(value, list) and any(map(is_unknown, value)))

    def _known(self, needs: frozenset[str], places: list[Place]) -> bool:
        if "Statement" in needs and self._unknown_statements:
            return False
        touched = [
            statement.value
            for statement in self._policy.statements
            if any(place.steps[: len(statement.place.steps)] == statement.place.steps for place in places)
        ]
        return not any(_lacks(statement, needs) for statement in touched)


def _lacks(statement: Json, needs: frozenset[str]) -> bool:
    return isinstance(statement, Object) and any(
        (bool(needs) and HOLE in name) or (name.removeprefix("Not") in needs and has_hole(value))
        for name, value in statement
    )


def _is_unknown(place: Place) -> bool:
    if place.is_key:
        around = place.document.value_at(place.steps[:-1])
        return isinstance(around, Object) and HOLE in around[place.steps[-1]][0]
    value = place.value
    return HOLE in value if isinstance(value, str) else is_unknown(value)

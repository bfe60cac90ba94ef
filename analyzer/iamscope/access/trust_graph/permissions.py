"""What a statement permits or denies one principal, as far as the questions of a graph go.

Everything that depends on who calls is worked out here once: two principals with the same permissions are one class.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from iamscope.access.trust_graph.answers import Answer, Lookup, Value, answer, context_of, is_of_target, keys_of
from iamscope.logic.evaluation.matching import action_matches, resource_exception, resource_pattern
from iamscope.logic.variable_places import knows_variables
from iamscope.spec.glob import Glob
from iamscope.syntax.ast import Condition, Statement
from iamscope.syntax.json_value import Object
from iamscope.syntax.variables import find_variables


class ActionTable:
    """The actions that are asked about, each a bit of a mask.

    `together` are sets of actions that lead to something only if all of them are allowed; an action that is in none of
    them counts by itself.
    """

    def __init__(self, actions: Iterable[str], together: Iterable[Iterable[str]] = ()) -> None:
        sets = [frozenset(action.lower() for action in each) for each in together]
        alone = {action.lower() for action in actions}
        self.names = tuple(sorted(alone.union(*sets)))
        self._bits = {name: 1 << number for number, name in enumerate(self.names)}
        self._alone = sum(self._bits[action] for action in alone)
        self._together = [sum(self._bits[action] for action in each) for each in sets]
        self._masks: dict[tuple[str, ...], int] = {}
        self._useful: dict[int, int] = {}

    def useful(self, allowed: int) -> int:
        """The actions that count where those of a mask are allowed: denies of one that counts by itself always do."""
        found = self._useful.get(allowed)
        if found is None:
            found = self._alone
            for each in self._together:
                if each & allowed == each:
                    found |= each
            self._useful[allowed] = found
        return found

    @property
    def all(self) -> int:
        """The mask of all actions."""
        return (1 << len(self.names)) - 1

    def bit(self, action: str) -> int:
        """The bit of an action of the table."""
        return self._bits[action.lower()]

    def mask(self, statement: Statement) -> int:
        """The actions of the table that a statement is about."""
        name = "Action" if statement.element("Action") is not None else "NotAction"
        patterns = statement.actions if name == "Action" else statement.not_actions
        key = (name, *(pattern.value for pattern in patterns))
        mask = self._masks.get(key)
        if mask is None:
            mask = 0
            for action, bit in self._bits.items():
                if action_matches(statement, action):
                    mask |= bit
            self._masks[key] = mask
        return mask


class Target(NamedTuple):
    """What is called: its ARN, and what is known of a request that calls it."""

    arn: str
    lookup: Lookup


class TargetCondition(NamedTuple):
    """A condition that depends on what is called; `bound` are the caller's values of the other keys in it."""

    condition: Condition
    variables: bool
    bound: tuple[tuple[str, Value], ...]

    def answer(self, target: Target, *, allows: bool) -> Answer:
        """Whether it holds for a target."""
        bound = dict(self.bound)

        def lookup(key: str) -> Value:
            return bound[key] if key in bound else target.lookup(key)

        return answer(self.condition, lookup, variables=self.variables, allows=allows)


class Permission(NamedTuple):
    """A statement as it bears on one class of principals.

    `actions` is a mask of an ActionTable; `patterns` are resolved, and say what is left out if `excluded`; `open` are
    the keys of conditions that may hold or not.
    """

    allows: bool
    actions: int
    patterns: tuple[str, ...]
    excluded: bool
    open: tuple[str, ...]
    conditions: tuple[TargetCondition, ...]

    @property
    def is_unconditional(self) -> bool:
        """Whether it bears on every target alike."""
        return not self.excluded and "*" in self.patterns and not self.open and not self.conditions

    @property
    def open_keys(self) -> tuple[str, ...]:
        """The keys of the conditions that may be open."""
        return (*self.open, *(each.condition.key for each in self.conditions))

    def answer(self, target: Target) -> Answer:
        """Whether it bears on a target."""
        if not self.matches(target.arn):
            return Answer.NO
        found = Answer.OPEN if self.open else Answer.YES
        for condition in self.conditions:
            found = min(found, condition.answer(target, allows=self.allows))
        return found

    def matches(self, arn: str) -> bool:
        """Whether it is about a resource, conditions aside."""
        for pattern in self.patterns:
            if pattern == "*" or pattern == arn or glob(pattern).matches(arn):
                return not self.excluded
        return self.excluded


@lru_cache(maxsize=65536)
def glob(pattern: str) -> Glob:
    """The compiled form of a pattern of ARNs."""
    return Glob(pattern)


def permission(statement: Statement, actions: int, caller: Lookup) -> Permission | None:
    """What a statement about these actions means for a caller; None if nothing."""
    if not (statement.allows or statement.denies):
        return None
    variables = knows_variables(statement.policy)
    conditions = _conditions(statement, caller, variables)
    patterns = _patterns(statement, caller, variables)
    if conditions is None or patterns is None:
        return None
    open_keys, of_target = conditions
    return Permission(
        statement.allows, actions, patterns, statement.element("NotResource") is not None, open_keys, of_target
    )


def _conditions(
    statement: Statement, caller: Lookup, variables: bool
) -> tuple[tuple[str, ...], tuple[TargetCondition, ...]] | None:
    """The open keys, and the conditions that depend on the target; None if the conditions cannot hold."""
    element = statement.element("Condition")
    if element is None:
        return (), ()
    if not isinstance(element.value, tuple) or len(statement.condition_blocks) != len(element.value):
        return None
    open_keys: set[str] = set()
    of_target = []
    for condition in statement.conditions:
        keys = keys_of(condition) if variables else {condition.key_name}
        if any(is_of_target(key) for key in keys):
            bound = tuple((key, caller(key)) for key in sorted(keys) if not is_of_target(key))
            of_target.append(TargetCondition(condition, variables, bound))
            continue
        found = answer(condition, caller, variables=variables, allows=statement.allows)
        if found is Answer.NO:
            return None
        if found is Answer.OPEN:
            open_keys.add(condition.key)
    return tuple(sorted(open_keys)), tuple(of_target)


def _patterns(statement: Statement, caller: Lookup, variables: bool) -> tuple[str, ...] | None:
    """What the resources of a statement match; None if it is about no resource."""
    only, excluded = statement.element("Resource"), statement.element("NotResource")
    if (only is None) == (excluded is None):
        return None
    items = statement.resources if only is not None else statement.not_resources
    keys = {variable.key.strip().lower() for item in items if "${" in item.value for variable in item.variables}
    context = context_of(caller, keys)
    if only is not None:
        found = [resource_pattern(item, context, variables=variables) for item in items]
        return tuple(sorted({pattern for pattern in found if pattern is not None})) or None
    left_out = [resource_exception(item, context, variables=variables) for item in items]
    if not left_out or None in left_out:
        return None
    return tuple(sorted({pattern for pattern in left_out if pattern is not None}))


def may_depend_on_caller(statement: Object) -> bool:
    """Whether a statement has anything by which its meaning may differ between callers."""
    return any(name == "Condition" for name, _ in statement) or "${" in repr(statement)


def depends_on_caller(statement: Statement) -> frozenset[str]:
    """The keys, in lower case, by which what a statement means differs between callers."""
    keys: set[str] = set()
    for condition in statement.conditions:
        keys |= keys_of(condition)
    for item in (*statement.resources, *statement.not_resources):
        if "${" in item.value:
            keys |= {variable.key.strip().lower() for variable in find_variables(item.value)}
    return frozenset(keys)


def any_covers(permissions: Sequence[Permission], target: Target) -> Answer:
    """Whether one of several permissions bears on a target."""
    found = Answer.NO
    for each in permissions:
        found = max(found, each.answer(target))
        if found is Answer.YES:
            break
    return found

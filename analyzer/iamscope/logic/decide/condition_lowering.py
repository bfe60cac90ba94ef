"""Makes atoms of the conditions of statements."""

from __future__ import annotations

from collections.abc import Callable

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.decide.globs import literal
from iamscope.logic.decide.holes import hole_name
from iamscope.logic.decide.implications import ConditionName
from iamscope.logic.decide.readings import Reading, widened
from iamscope.logic.decide.typed_values import too_large
from iamscope.logic.variable_places import knows_variables
from iamscope.syntax.ast import Condition, Statement
from iamscope.syntax.elements import Element
from iamscope.syntax.json_value import HOLE, Object, has_hole, is_unknown
from iamscope.syntax.variables import find_variables


class ConditionLowering:
    """`is_modelled` says of a key and a family whether they are decided exactly; `number` numbers an atom."""

    def __init__(
        self, reading: Reading, is_modelled: Callable[[str, str], bool], number: Callable[[Atom | Opaque], int]
    ) -> None:
        self.reading = reading
        self.is_modelled = is_modelled
        self.number = number
        self._bounds: list[tuple[int, Atom]] = []
        self._known: dict[tuple[int, bool], tuple[int, ...] | None] = {}

    def of(self, statement: Statement, positive: bool) -> tuple[int, ...] | None:
        """Numbers of the atoms that must all hold; None where the conditions never do."""
        element = statement.element("Condition")
        if element is None:
            return ()
        value = element.value
        if is_unknown(value) or (isinstance(value, Object) and any(HOLE in name for name, _ in value)):
            return self._doubt(_whole(element), positive)
        if not isinstance(value, Object) or len(statement.condition_blocks) != len(value):
            unknown = isinstance(value, Object) and any(is_unknown(member) for _, member in value)
            if unknown:
                return self._doubt(_whole(element), positive)
            return None
        numbers: list[int] = []
        for condition in statement.conditions:
            found = self._condition(condition, positive)
            if found is None:
                return None
            numbers += found
        return tuple(numbers)

    def _doubt(self, opaque: Opaque, positive: bool) -> tuple[int, ...] | None:
        certainty = self.reading.uncertain(opaque, positive)
        if certainty is False:
            return None
        return () if certainty is True else (self.number(certainty),)

    def _condition(self, condition: Condition, positive: bool) -> tuple[int, ...] | None:
        operator = condition.operator
        identity = (
            operator.documented or operator.text,
            condition.key_name,
            frozenset(value.value for value in condition.values),
            knows_variables(condition.policy),
        )
        if has_hole(condition.element.value) or HOLE in condition.key or HOLE in operator.text:
            name = ("hole", identity[:2], hole_name(condition.place))
            return self._doubt(Opaque(name, f"a value of `{_shown(condition.key)}` is not known"), positive)
        if not operator.known:
            return self._doubt(Opaque(identity, f"`{operator.text}` is no operator that AWS knows"), positive)
        numeric = operator.family in ("Numeric", "Date") and any(too_large(value.value) for value in condition.values)
        if numeric or not self.is_modelled(condition.key_name, operator.family):
            reason = f"`{condition.key}` is compared with values of different types"
            return self._doubt(Opaque(identity, reason), positive)
        if "${" in "".join(value.value for value in condition.values):
            version = condition.policy.version
            if version is not None and HOLE in version.value:
                reason = "whether the version of a policy knows variables is not known"
                return self._doubt(Opaque(("version", id(condition)), reason), positive)
            if knows_variables(condition.policy):
                return self._with_variables(condition, positive)
        values = (value.value if operator.like else literal(value.value) for value in condition.values)
        return (self.number(_atom(condition, frozenset(values))),)

    def _with_variables(self, condition: Condition, positive: bool) -> tuple[int, ...] | None:
        like = condition.operator.like
        reads = [self.reading.variables(value.value, like, positive) for value in condition.values]
        if all(isinstance(read.certainty, bool) for read in reads):
            values = frozenset(read.pattern for read in reads if read.certainty)
            return (self.number(_atom(condition, values, not all(read.resolved for read in reads))),)
        reason = f"it depends on the value of a policy variable in a condition on `{condition.key}`"
        texts = frozenset(value.value for value in condition.values)
        name = ConditionName(condition.operator._replace(text=""), condition.key_name, texts)
        opaque = self._doubt(Opaque(name, reason), positive)
        if opaque is None or condition.operator.family not in ("String", "ARN"):
            return opaque
        bound = _upper_bound(condition)
        if bound is None:
            return opaque
        number = self.number(bound)
        return (*opaque, number)


def _whole(element: Element) -> Opaque:
    return Opaque(("hole", element.name, hole_name(element.place)), "a condition is not known")


def _shown(key: str) -> str:
    return key.replace(HOLE, "…")


def _atom(condition: Condition, values: frozenset[str], unresolved: bool = False) -> Atom:
    operator = condition.operator
    family = operator.family
    qualifier, if_exists = ("", False) if family == "Null" else (operator.qualifier, operator.if_exists)
    return Atom(condition.key_name, operator.name, family, qualifier, if_exists, values, unresolved)


def _upper_bound(condition: Condition) -> Atom | None:
    """A condition without variables that holds wherever this one does."""
    operator = condition.operator
    if operator.negated:
        known = frozenset(
            value.value if operator.like else literal(value.value)
            for value in condition.values
            if not find_variables(value.value)
        )
        return _atom(condition, known)
    if operator.name == "StringEqualsIgnoreCase":
        return None
    # within an ARN a value may bring colons of its own, so only the text as a whole bounds it
    values = frozenset(widened(value.value, operator.like) for value in condition.values)
    return Atom(condition.key_name, "StringLike", "String", operator.qualifier, operator.if_exists, values)

"""How texts are read whose meaning no request alone decides: those with policy variables, and those with holes.

Concretely, each variable has one value, and what is not known counts against the expression: a request found so is a
witness. Schematically, an unknown part of a text stands for itself where that makes the expression true, and for any
text where that makes it false: what is found so holds whatever stands there. Abstractly, such a text matches or not as
it pleases, but the same one everywhere alike: if no request is found even so, there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from iamscope.logic.decide.atoms import Opaque
from iamscope.logic.decide.globs import literal
from iamscope.logic.decide.implications import ResourceName
from iamscope.syntax.json_value import HOLE
from iamscope.syntax.variables import Variable, find_variables

#: Whether something uncertain is taken to be so; Opaque where that is left open.
Certainty = bool | Opaque


class Read(NamedTuple):
    """A pattern, and whether it counts; `resolved` is false for a variable without a value."""

    pattern: str
    certainty: Certainty
    resolved: bool = True


class Reading(Protocol):
    """`approximates` tells whether something was met that is not read exactly."""

    approximates: bool
    reasons: list[str]

    def uncertain(self, opaque: Opaque, positive: bool) -> Certainty:
        """Whether to count what may be so or not, where that makes the expression true (`positive`) or false."""

    def mistaken(self, opaque: Opaque) -> Certainty:
        """Whether to count a statement that cannot be read."""

    def hole(self, text: str, opaque: Opaque, positive: bool) -> Read:
        """The meaning of a pattern that is unknown in part."""

    def variables(self, text: str, wildcards: bool, positive: bool) -> Read:
        """The meaning of a text with variables."""


class Concrete:
    """Variables have these values, by key in lower case; None for a key that is missing."""

    def __init__(self, values: Mapping[str, str | None]) -> None:
        self.values = values
        self.approximates = False
        self.reasons: list[str] = []

    def uncertain(self, opaque: Opaque, positive: bool) -> Certainty:
        self.approximates = True
        self.reasons.append(opaque.reason)
        return not positive

    def mistaken(self, opaque: Opaque) -> Certainty:
        self.approximates = True
        return False

    def hole(self, text: str, opaque: Opaque, positive: bool) -> Read:
        return Read(widened(text, True), self.uncertain(opaque, positive))

    def variables(self, text: str, wildcards: bool, positive: bool) -> Read:
        self.approximates = self.approximates or bool(real_variables(text))
        parts, at = [], 0
        for variable in find_variables(text):
            value = self._value(text, variable)
            if value is None:
                return Read("", False, resolved=False)
            between = text[at : variable.start]
            parts += [between if wildcards else literal(between), literal(value)]
            at = variable.end
        parts.append(text[at:] if wildcards else literal(text[at:]))
        return Read("".join(parts), True)

    def _value(self, text: str, variable: Variable) -> str | None:
        if not variable.closed:
            return text[variable.start : variable.end]
        if variable.is_escape:
            return variable.key
        value = self.values.get(variable_key(variable))
        return variable.default_value if value is None else value


class Schematic(Concrete):
    """What is not known stands for itself in what makes the expression true; see the module."""

    def hole(self, text: str, opaque: Opaque, positive: bool) -> Read:
        if not positive or "${" in text:
            return super().hole(text, opaque, positive)
        self.approximates = True
        return Read(text, True)


class Abstract:
    """A text with variables is an unknown within the pattern that has `*` in their place."""

    def __init__(self) -> None:
        self.approximates = False
        self.reasons: list[str] = []

    def uncertain(self, opaque: Opaque, positive: bool) -> Certainty:
        self.approximates = True
        self.reasons.append(opaque.reason)
        return opaque

    def mistaken(self, opaque: Opaque) -> Certainty:
        self.approximates = True
        return opaque

    def hole(self, text: str, opaque: Opaque, positive: bool) -> Read:
        return Read(widened(text, True), self.uncertain(opaque, positive))

    def variables(self, text: str, wildcards: bool, positive: bool) -> Read:
        pattern = widened(text, wildcards)
        if not real_variables(text):
            return Read(pattern, True)
        reason = f"it depends on the value of a policy variable, in `{text}`"
        return Read(pattern, self.uncertain(Opaque(ResourceName(text), reason), positive))


def variable_key(variable: Variable) -> str:
    return variable.key.strip().lower()


def real_variables(text: str) -> list[Variable]:
    """The variables of a text that stand for the value of a key."""
    return [variable for variable in find_variables(text) if variable.closed and not variable.is_escape]


def widened(text: str, wildcards: bool) -> str:
    """The pattern with `*` for each variable and hole; without `wildcards` nothing else is one."""
    parts, at = [], 0
    for variable in find_variables(text):
        between = text[at : variable.start]
        parts.append(between if wildcards else literal(between))
        if not variable.closed:
            parts.append(literal(text[variable.start : variable.end]))
        else:
            parts.append(literal(variable.key) if variable.is_escape else "*")
        at = variable.end
    parts.append(text[at:] if wildcards else literal(text[at:]))
    return "".join(parts).replace(HOLE, "*")

"""Asks the evaluator, which knows nothing of the decision procedure, whether a witness is one."""

from __future__ import annotations

from collections.abc import Callable

from iamscope.logic.decide.answers import Witness
from iamscope.logic.decide.callers import is_in
from iamscope.logic.decide.expressions import Allowed, And, Applies, CallerIn, Expression, Not, Or
from iamscope.logic.decide.resource_wildcards import ResourceWildcards
from iamscope.logic.evaluation.conditions import holds
from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.matching import (
    action_matches,
    names_caller,
    resource_exception,
    resource_matches,
    resource_pattern,
)
from iamscope.logic.evaluation.request import Request, parse_request
from iamscope.logic.evaluation.resolve import literal
from iamscope.logic.patterns import intersects, matches
from iamscope.logic.variable_places import knows_variables
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.json_value import HOLE, Json, Object, has_hole, is_unknown
from iamscope.syntax.variables import without_variables

#: True, false, or None for what depends on a hole.
Truth = bool | None


def replay(
    expression: Expression,
    witness: Witness,
    wildcards: ResourceWildcards = ResourceWildcards.OVER_COLONS,
    *,
    derive: bool,
) -> Truth:
    """Whether the expression holds for the request; `derive` adds the keys that follow from the caller."""
    request = parse_request(witness.to_dict())
    context = request.context.with_defaults(request.caller.context()) if derive else request.context
    return _Replay(request, context, wildcards).truth(expression)


class _Replay:
    def __init__(self, request: Request, context: Context, wildcards: ResourceWildcards) -> None:
        self.wildcards = wildcards
        self.request = request
        self.context = context

    def truth(self, expression: Expression) -> Truth:
        match expression:
            case Not(operand):
                return _not(self.truth(operand))
            case And(operands):
                return _all([self.truth(operand) for operand in operands])
            case Or(operands):
                return _not(_all([_not(self.truth(operand)) for operand in operands]))
            case Applies(statement):
                return self._applies(statement)
            case CallerIn(classes):
                return any(is_in(each, self.request.caller) for each in classes)
            case Allowed():
                return self._allowed(expression)

    def _allowed(self, allowed: Allowed) -> Truth:
        allows: list[Truth] = []
        denies: list[Truth] = []
        for statement in allowed.statements:
            effect = statement.element("Effect")
            if effect is not None and has_hole(effect.value):
                unknown = None if self._applies(statement) is not False else False
                allows.append(unknown)
                denies.append(unknown)
            elif statement.allows:
                allows.append(self._applies(statement))
            elif statement.denies:
                denies.append(self._applies(statement))
        if any(_hides_statements(policy) for policy in allowed.policies):
            allows.append(None)
            denies.append(None)
        return _all([_any(allows), _not(_any(denies))])

    def _applies(self, statement: Statement) -> Truth:
        variables = knows_variables(statement.policy)
        action = self.request.action
        named = bool(names_caller(statement, self.request))
        about_action = action_matches(statement, action)
        parts = [
            _with_holes(statement, "Principal", named, lambda _: True),
            _with_holes(statement, "Action", about_action, lambda text: _could_be(text.lower(), action.lower())),
            self._about_resource(statement, variables),
            self._conditions(statement, variables),
        ]
        return _all(parts)

    def _about_resource(self, statement: Statement, variables: bool) -> Truth:
        resource = self.request.resource
        said = self._matches_resource(statement, variables)
        if HOLE in resource:  # what is asked for is unknown in part: could it be something that a text matches?
            texts = statement.not_resources if said else statement.resources
            could_be = resource.replace(HOLE, "*")
            if any(HOLE not in text.value and intersects(without_variables(text.value), could_be) for text in texts):
                return None
        return _with_holes(statement, "Resource", said, lambda text: _could_be(text, resource))

    def _matches_resource(self, statement: Statement, variables: bool) -> bool:
        said = resource_matches(statement, self.request.resource, self.context, variables=variables)
        if self.wildcards is ResourceWildcards.OVER_COLONS or not (statement.resources or statement.not_resources):
            return said
        # the evaluator reads wildcards the other way; what its patterns are does not depend on that
        text = literal(self.request.resource)
        only = [resource_pattern(item, self.context, variables=variables) for item in statement.resources]
        excepted = [resource_exception(item, self.context, variables=variables) for item in statement.not_resources]
        if statement.element("NotResource") is None:
            return said and any(each is not None and self.wildcards.matches(each, text) for each in only)
        known = statement.element("Resource") is None and None not in excepted
        return known and not any(each is not None and self.wildcards.matches(each, text) for each in excepted)

    def _conditions(self, statement: Statement, variables: bool) -> Truth:
        element = statement.element("Condition")
        if element is None:
            return True
        value = element.value
        if is_unknown(value) or not isinstance(value, Object):
            return None if is_unknown(value) else False
        parts: list[Truth] = []
        for condition in statement.conditions:
            unknown = has_hole(condition.element.value) or HOLE in condition.key or HOLE in condition.operator.text
            parts.append(None if unknown else holds(condition, self.context, variables=variables))
        if len(statement.condition_blocks) != len(value):
            parts.append(None if any(is_unknown(member) for _, member in value) else False)
        return _all(parts)


def _with_holes(statement: Statement, name: str, said: bool, could_match: Callable[[str], bool]) -> Truth:
    """What the evaluator says of an element, unless what is not known of it could change that.

    `could_match` tells of a text with holes whether it could match the request.
    """
    for each, may_widen in ((name, True), (f"Not{name}", False)):
        element = statement.element(each)
        if element is None or said is not (not may_widen) or not has_hole(element.value):
            continue
        value = element.value
        unknown = [item for item in (value if isinstance(value, list) else [value]) if has_hole(item)]
        if any(not isinstance(item, str) or could_match(item) for item in unknown):
            return None
    return said


def _could_be(text: str, wanted: str) -> bool:
    """Whether a text with holes and variables could match, whatever stands in their place."""
    wide = without_variables(text).replace(HOLE, "*")
    # an ARN that is cut short is completed in some policies
    return matches(wide, literal(wanted)) or matches(wide + ":*", literal(wanted))


def _hides_statements(policy: Policy) -> bool:
    element = policy.element("Statement")
    value: Json = policy.value if element is None else element.value
    return is_unknown(value) or (isinstance(value, list) and any(map(is_unknown, value)))


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _all(truths: list[Truth]) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def _any(truths: list[Truth]) -> Truth:
    return _not(_all([_not(truth) for truth in truths]))

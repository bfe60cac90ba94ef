"""Makes a problem of an expression: statements become terms, what they share is shared, what is unknown is marked."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from iamscope.logic.decide.atom_implications import AtomImplications
from iamscope.logic.decide.atoms import TEXTUAL, Atom, Opaque
from iamscope.logic.decide.callers import CALLER_KEYS, Classes
from iamscope.logic.decide.condition_lowering import ConditionLowering
from iamscope.logic.decide.element_lowering import ElementLowering
from iamscope.logic.decide.expressions import Allowed, And, Applies, CallerIn, Expression, Not, Or
from iamscope.logic.decide.holes import hole_name
from iamscope.logic.decide.implications import implications
from iamscope.logic.decide.key_types import is_multivalued
from iamscope.logic.decide.mistakes import meaning, mistake, no_statements
from iamscope.logic.decide.problem import EVERY_ACTION, EVERY_RESOURCE, Formula, Problem, Term, join, literals
from iamscope.logic.decide.readings import Reading
from iamscope.logic.decide.simplify import simplify
from iamscope.logic.evaluation.callers import CallerKind
from iamscope.logic.variable_places import texts_with_variables
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.json_value import HOLE, Json, has_hole, is_unknown

_WITH_CALLERS = frozenset({PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.RCP, PolicyType.ENDPOINT})
#: Callers to whom no policy is attached.
_OF_NO_ACCOUNT = frozenset({CallerKind.ANONYMOUS, CallerKind.SERVICE, CallerKind.FEDERATED, CallerKind.CANONICAL})


class KeyUse:
    """What the statements of an expression ask of each condition key, so that it can be given one kind of values."""

    def __init__(self, expression: Expression) -> None:
        self.asks_for_caller = False
        self.spelling: dict[str, str] = {}
        self._families: dict[str, set[str]] = {}
        self._qualified: set[str] = set()
        self._asked: set[str] = set()
        self._limits_root = False
        if any(isinstance(part, CallerIn) for part in leaves(expression)):
            self.asks_for_caller = True
        for statement in statements(expression):
            self._note(statement)
        self.not_calling: frozenset[CallerKind] = frozenset()
        if not self.asks_for_caller and not CALLER_KEYS.isdisjoint(self._asked):
            # what is attached to users and roles speaks of no others, whose keys differ
            self.asks_for_caller = True
            self.not_calling = _OF_NO_ACCOUNT if self._limits_root else _OF_NO_ACCOUNT | {CallerKind.ROOT}

    def _note(self, statement: Statement) -> None:
        self._limits_root = self._limits_root or statement.policy.policy_type is PolicyType.SCP
        if statement.policy.policy_type in _WITH_CALLERS:
            self.asks_for_caller = True
            # principals that are unique ids are told by this key
            self._families.setdefault("aws:userid", set()).add("text")
            self.spelling.setdefault("aws:userid", "aws:userid")
        for condition in statement.conditions:
            name = condition.key_name
            self.spelling.setdefault(name, condition.key)
            self._asked.add(name)
            operator = condition.operator
            if operator.family not in ("", "Null"):
                family = "text" if operator.family in TEXTUAL else operator.family
                self._families.setdefault(name, set()).add(family)
            if operator.qualifier and "tag/" not in name:
                self._qualified.add(name)
        for text in texts_with_variables(statement):
            for variable in text.variables:
                key = variable.key.strip()
                self.spelling.setdefault(key.lower(), key)

    @property
    def multivalued(self) -> frozenset[str]:
        """Keys that are known to have several values, or are asked about with a set operator, but for tags."""
        known = {key for key in self.spelling if is_multivalued(key)}
        return frozenset((self._qualified | known) - (CALLER_KEYS if self.asks_for_caller else frozenset()))

    def is_modelled(self, name: str, family: str) -> bool:
        """Whether conditions of a family on a key are decided exactly: values are of one sort, texts if in doubt."""
        if family == "Null":
            return True
        own = "text" if family in TEXTUAL else family
        if self.asks_for_caller and name in CALLER_KEYS:
            return own == "text"
        families = self._families[name]
        return len(families) == 1 or own == ("text" if "text" in families else min(families))


def leaves(expression: Expression) -> Iterator[Allowed | Applies | CallerIn]:
    """What an expression is made of."""
    match expression:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from leaves(operand)
        case Not(operand):
            yield from leaves(operand)
        case Allowed() | Applies() | CallerIn():
            yield expression


def statements(expression: Expression) -> Iterator[Statement]:
    """The statements that an expression speaks of, each once."""
    seen: set[int] = set()
    for part in leaves(expression):
        if isinstance(part, CallerIn):
            continue
        for statement in part.statements if isinstance(part, Allowed) else (part.statement,):
            if id(statement) not in seen:
                seen.add(id(statement))
                yield statement


def action_as_written(expression: Expression, action: str) -> str:
    """An action, given in lower case, as a statement spells it."""
    for statement in statements(expression):
        for pattern in (*statement.actions, *statement.not_actions):
            if pattern.value.lower() == action:
                return pattern.value
    return action


def lower(expression: Expression, reading: Reading, use: KeyUse, fixed: Mapping[str, str | None]) -> Problem:
    """The problem of an expression under a reading of its variables and holes."""
    return _Lowering(reading, use).problem(expression, fixed)


class _Lowering:
    def __init__(self, reading: Reading, use: KeyUse) -> None:
        self.reading = reading
        self.use = use
        self.terms: list[Term] = []
        self._atoms: dict[Hashable, int] = {}
        self.atoms: list[Atom | Opaque] = []
        self._masks: dict[tuple[int, bool], int] = {}
        self.conditions = ConditionLowering(reading, use.is_modelled, self.number)
        self.elements = ElementLowering(reading)

    def problem(self, expression: Expression, fixed: Mapping[str, str | None]) -> Problem:
        formula = simplify(self._formula(expression, True), self.terms, AtomImplications(self.atoms))
        return Problem(
            self.terms,
            formula,
            self.atoms,
            self.use.asks_for_caller,
            self.use.not_calling,
            self.use.multivalued - fixed.keys(),
            fixed,
            self.use.spelling,
            implications(self.atoms),
        )

    def number(self, atom: Atom | Opaque) -> int:
        """The number of an atom; equal ones have one."""
        identity = atom.identity if isinstance(atom, Atom) else atom.name
        known = self._atoms.get(identity)
        if known is None:
            known = self._atoms[identity] = len(self.atoms)
            self.atoms.append(atom)
        return known

    # -- formula ---------------------------------------------------------------------------------------

    def _formula(self, expression: Expression, positive: bool) -> Formula:
        match expression:
            case Not(operand):
                return self._formula(operand, not positive)
            case And(operands):
                return join(positive, [self._formula(operand, positive) for operand in operands])
            case Or(operands):
                return join(not positive, [self._formula(operand, positive) for operand in operands])
            case Applies(statement):
                return literals(positive, self._statement(statement, positive))
            case CallerIn(classes):
                term = Term(EVERY_ACTION, EVERY_RESOURCE, Classes(classes), (), positive)
                return literals(positive, self._add(term))
            case Allowed():
                return self._allowed(expression, positive)

    def _allowed(self, allowed: Allowed, positive: bool) -> Formula:
        allows = denies = 0
        for statement in allowed.statements:
            effect = statement.element("Effect")
            wrong = mistake(statement)
            if wrong is not None:
                reason = f"{_named(statement)} is none that AWS accepts: {wrong}"
                allows |= 0 if statement.denies else self._mistaken(statement.value, "allow", reason, positive)
                denies |= 0 if statement.allows else self._mistaken(statement.value, "deny", reason, not positive)
            elif not (statement.allows or statement.denies or has_hole(statement.value)):
                allows |= self._without_effect(statement, positive, "allow")
                denies |= self._without_effect(statement, not positive, "deny")
            elif effect is not None and has_hole(effect.value):
                allows |= self._doubtful(statement, positive, "allow")
                denies |= self._doubtful(statement, not positive, "deny")
            elif statement.allows:
                allows |= self._statement(statement, positive)
            elif statement.denies:
                denies |= self._statement(statement, not positive)
        for policy in allowed.policies:
            for item in no_statements(policy):
                reason = "what stands among the statements of a policy is none"
                allows |= self._mistaken(item, "allow", reason, positive)
                denies |= self._mistaken(item, "deny", reason, not positive)
            if _lacks_statements(policy):
                allows |= self._anything(policy, positive, "allow")
                denies |= self._anything(policy, not positive, "deny")
        parts = [literals(positive, allows), literals(not positive, denies)]
        return join(positive, parts)

    def _without_effect(self, statement: Statement, positive: bool, effect: str) -> int:
        """The terms of a statement whose effect is none; the evaluator ignores it."""
        reason = f"{_named(statement)} is none that AWS accepts: its effect is neither `Allow` nor `Deny`"
        written = statement.element("Effect")
        doubt = Opaque(("effect", effect, meaning(written.value if written else None)), reason)
        certainty = self.reading.mistaken(doubt)
        return 0 if certainty is False else self._statement(statement, positive, (self.number(doubt),))

    def _mistaken(self, value: Json, effect: str, reason: str, positive: bool) -> int:
        """A term for what the evaluator ignores, but might mean anything."""
        doubt = Opaque(("mistake", effect, meaning(value)), reason)
        certainty = self.reading.mistaken(doubt)
        if certainty is False:
            return 0
        return self._add(Term(EVERY_ACTION, EVERY_RESOURCE, None, (self.number(doubt),), positive))

    def _doubtful(self, statement: Statement, positive: bool, effect: str) -> int:
        reason = f"the effect of {_named(statement)} is not known"
        certainty = self.reading.uncertain(Opaque(("hole", effect, _effect_name(statement)), reason), positive)
        if certainty is False:
            return 0
        return self._statement(statement, positive, () if certainty is True else (self.number(certainty),))

    def _anything(self, policy: Policy, positive: bool, effect: str) -> int:
        reason = "some statements of a policy are not known"
        certainty = self.reading.uncertain(Opaque((id(policy), effect), reason), positive)
        if certainty is False:
            return 0
        conditions = () if certainty is True else (self.number(certainty),)
        return self._add(Term(EVERY_ACTION, EVERY_RESOURCE, None, conditions, positive))

    # -- statements ------------------------------------------------------------------------------------

    def _add(self, term: Term) -> int:
        self.terms.append(term)
        return 1 << len(self.terms) - 1

    def _statement(self, statement: Statement, positive: bool, more: tuple[int, ...] = ()) -> int:
        """The terms that a statement is the disjunction of."""
        key = (id(statement), positive)
        mask = None if more else self._masks.get(key)
        if mask is None:
            mask = 0
            for term in self._statement_terms(statement, positive, more):
                mask |= self._add(term)
            self._masks[key] = mask
        return mask

    def _statement_terms(self, statement: Statement, positive: bool, more: tuple[int, ...]) -> Iterator[Term]:
        conditions = self.conditions.of(statement, positive)
        if conditions is None:
            return
        for caller, caller_doubt in self.elements.callers(statement, positive):
            for action, action_doubt in self.elements.actions(statement, positive):
                for resource, resource_doubt in self.elements.resources(statement, positive):
                    doubts = [
                        self.number(doubt)
                        for doubt in (caller_doubt, action_doubt, resource_doubt)
                        if doubt is not None
                    ]
                    numbers = tuple(sorted({*conditions, *doubts, *more}))
                    yield Term(action, resource, caller, numbers, positive)


def _lacks_statements(policy: Policy) -> bool:
    element = policy.element("Statement")
    if element is None:
        return is_unknown(policy.value) or any(HOLE in each.name for each in policy.elements)
    value = element.value
    return is_unknown(value) or (isinstance(value, list) and any(map(is_unknown, value)))


def _effect_name(statement: Statement) -> Hashable:
    effect = statement.element("Effect")
    return id(statement) if effect is None else hole_name(effect.place)


def _named(statement: Statement) -> str:
    return f"`{statement.sid.value}`" if statement.sid else f"statement {statement.index}"

"""Which outsiders a resource policy lets in: every class of them that differs in who it is or in what it must bring.

A class is a principal with values of outside keys. Most general classes come first, so that nothing is listed that a
wider class of the same statement says already.
Source: IAM User Guide, access-analyzer-findings and access-analyzer-reference-filter-keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, product
from time import monotonic
from typing import NamedTuple

from iamscope.access.federated_claims import claim_condition
from iamscope.access.outsiders import Choice, Outsider, approaches, distinct, is_pinned, outsider
from iamscope.access.ownership import OWNER_ACCOUNT, OWNER_ORGANIZATION, Owner, Value, value_of, values_of
from iamscope.access.principals import EVERYONE, External, excepted_principals, external_principals
from iamscope.access.remaining import Applied, Remainder, applied
from iamscope.access.resource_scope import ResourceScope
from iamscope.access.resource_types import ResourceType
from iamscope.access.zone import ZoneOfTrust
from iamscope.logic.address_space import break_points
from iamscope.logic.evaluation.conditions import holds
from iamscope.logic.evaluation.context import Context
from iamscope.logic.outside_keys import Carrier, Names, OutsideKey, outside_keys
from iamscope.syntax.ast import Condition, Policy, Statement
from iamscope.syntax.json_value import has_hole
from iamscope.syntax.variables import find_variables

#: Combinations of values beyond these are not looked at: a policy of real size has a handful.
_MAX_CLASSES = 1024
#: How many keys of Deny statements a class may need values for.
_MAX_DENY_KEYS = 2
#: How long to search for what the Denies of a policy leave; what is then not decided is reported.
_SECONDS = 3.0


class ExternalGrant(NamedTuple):
    """What a policy gives one class of outsiders: `principal` and `condition` as Access Analyzer writes them."""

    principal: External
    condition: tuple[tuple[str, str], ...]
    is_public: bool
    actions: tuple[str, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A policy, the resource's type, its owner (an account id, if known) and who is inside.

    `arn` is that of the resource, empty where it is not known. `given` are keys that every request to the resource
    carries, such as those of an access point.
    """

    policy: Policy
    type: ResourceType
    owner: str | None
    zone: ZoneOfTrust
    arn: str = ""
    given: tuple[tuple[str, str], ...] = ()

    @property
    def variables(self) -> bool:
        version = self.policy.version
        return version is not None and version.value == "2012-10-17"

    @property
    def owner_keys(self) -> Iterator[tuple[str, str]]:
        """The keys that name the resource's owner, who is inside, whoever it is."""
        owner = self.owner or min(self.zone.accounts, default=OWNER_ACCOUNT)
        yield "aws:ResourceAccount", owner
        yield "s3:ResourceAccount", owner
        yield "aws:ResourceOrgID", self.zone.organization or OWNER_ORGANIZATION
        yield from self.given


def external_grants(question: Question) -> list[ExternalGrant]:
    """What the policy gives to callers outside the zone of trust, in the order of its statements."""
    found: dict[tuple[External, tuple[tuple[str, str], ...]], ExternalGrant] = {}
    remainder = Remainder(ResourceScope.of(question.type.name, question.arn), monotonic() + _SECONDS)
    denies = [statement for statement in question.policy.statements if statement.denies]
    for statement in question.policy.statements:
        if not statement.allows or _is_unreadable(statement):
            continue
        for principal in external_principals(statement, question.zone, question.type):
            for grant in _grants(question, statement, denies, principal, remainder):
                key = grant.principal, grant.condition
                found[key] = _united(found[key], grant) if key in found else grant
    return list(found.values())


def _grants(
    question: Question,
    statement: Statement,
    denies: Sequence[Statement],
    principal: External,
    remainder: Remainder,
) -> list[ExternalGrant]:
    """What a statement gives by one of its principals; if nothing to all of it, then to whom the Denies except."""
    grants = _Search(question, statement, denies, principal, remainder).run()
    if any(not grant.condition for grant in grants):
        return grants
    for deny in denies:
        for excepted in excepted_principals(deny, question.zone, principal):
            grants += _Search(question, statement, denies, excepted, remainder).run()
    return grants


def _is_unreadable(statement: Statement) -> bool:
    """Whether whom it leaves out, or what a caller must bring, is not known: nothing is said of such a statement."""
    elements = (statement.element("NotPrincipal"), statement.element("Condition"))
    return any(element is not None and has_hole(element.value) for element in elements)


def _united(first: ExternalGrant, second: ExternalGrant) -> ExternalGrant:
    return first._replace(
        actions=tuple(dict.fromkeys((*first.actions, *second.actions))),
        statements=tuple(dict.fromkeys((*first.statements, *second.statements))),
        is_public=first.is_public or second.is_public,
    )


class _Search:
    """The classes of outsiders that one Allow statement lets in by one of its principals."""

    def __init__(
        self,
        question: Question,
        statement: Statement,
        denies: Sequence[Statement],
        principal: External,
        remainder: Remainder,
    ) -> None:
        self._question = question
        self._statement = statement
        self._principal = principal
        everyone = principal.value == EVERYONE
        self._actions = question.type.granted(statement, EVERYONE if everyone else principal.kind)
        self._owner_context = Context(dict(question.owner_keys))
        conditions = [*statement.conditions, *(each for deny in denies for each in deny.conditions)]
        self._keys = frozenset(each.key_name for each in conditions if each.key_name in outside_keys())
        self._approaches = approaches(principal.callers, self._keys)
        self._denies = denies
        self._remainder = remainder

    def run(self) -> list[ExternalGrant]:
        """The grants, none of which is a special case of another."""
        if not self._actions:
            return []
        grants: list[ExternalGrant] = []
        opened: dict[int, list[frozenset[Choice]]] = {}  # by how many values a class needs
        for choices in islice(self._classes(), _MAX_CLASSES):
            if self._remainder.is_late:
                return grants or [self._grant(choices, self._actions)]
            chosen = frozenset(choices)
            wider = chain.from_iterable(sets for number, sets in opened.items() if number < len(chosen))
            if any(each < chosen for each in wider) or not self._is_outside(choices):
                continue
            actions = self._actions_of(choices)
            if actions:
                opened.setdefault(len(chosen), []).append(chosen)
                grants.append(self._grant(choices, actions))
        return grants

    def _classes(self) -> Iterator[tuple[Choice, ...]]:
        """Choices of values to try, those with fewest values first."""
        own = list(islice(product(*self._own_options()), _MAX_CLASSES))
        yield from own
        chosen_keys = {choice.key for choices in own for choice in choices}
        others = [options for key, options in self._deny_options().items() if key not in chosen_keys]
        for number in range(1, _MAX_DENY_KEYS + 1):
            for keys in combinations(others, number):
                for choices in own:
                    for more in product(*keys):
                        yield (*choices, *more)

    def _own_options(self) -> Iterator[list[Choice]]:
        """For each key that the statement tests, the values that satisfy it; nothing where a stranger's own will do."""
        by_key: dict[str, list[Condition]] = {}
        for condition in self._statement.conditions:
            if condition.key_name in outside_keys():
                by_key.setdefault(condition.key_name, []).append(condition)
        for conditions in by_key.values():
            if not self._stranger_satisfies(conditions):
                options = [choice for choice in self._choices(conditions) if self._satisfies(choice, conditions)]
                yield sorted(options, key=is_pinned)  # what opens to everyone first, lest the bound cut it off

    def _stranger_satisfies(self, conditions: Iterable[Condition]) -> bool:
        return any(
            all(self._holds(condition, person.context) for condition in conditions) for person in self._outsiders(())
        )

    def _satisfies(self, choice: Choice, conditions: Iterable[Condition]) -> bool:
        person = next(self._outsiders((choice,)), None)
        return person is not None and all(self._holds(condition, person.context) for condition in conditions)

    def _holds(self, condition: Condition, context: Context) -> bool:
        return holds(condition, context, variables=self._question.variables) or self._is_callers_own(condition)

    def _is_callers_own(self, condition: Condition) -> bool:
        """Whether a condition compares a key with a value that the caller chooses."""
        return (
            self._question.variables
            and not condition.operator.negated
            and any(
                not variable.is_escape and variable.key.strip() not in self._owner_context
                for value in condition.values
                for variable in find_variables(value.value)
            )
        )

    def _deny_options(self) -> dict[object, list[Choice]]:
        found: dict[object, list[Choice]] = {}
        for deny in self._denies:
            for condition in deny.conditions:
                if condition.key_name in outside_keys():
                    options = found.setdefault(outside_keys()[condition.key_name], [])
                    options += [choice for choice in self._choices([condition]) if choice not in options]
        return found

    def _choices(self, conditions: Iterable[Condition]) -> list[Choice]:
        """The values that conditions on one key name, but for those that no caller's request can have."""
        found: dict[Choice, None] = {}
        for condition in conditions:
            key = outside_keys()[condition.key_name]
            if condition.operator.family == "Null" or not condition.operator.known:
                continue
            for value, named in zip(condition.values, self._named(condition, key), strict=True):
                if named.owner is not Owner.NOBODY:
                    for example in self._examples(named, key):
                        found[Choice(key, Value(value.value, named.owner, example))] = None
        return list(found)

    def _named(self, condition: Condition, key: OutsideKey) -> list[Value]:
        """What the values of a condition name, once the variables that name the resource's owner are replaced."""
        zone = self._question.zone
        if not self._question.variables or not any("${" in value.value for value in condition.values):
            return values_of(condition, key, zone)
        texts = (self._with_owner(value.value) for value in condition.values)
        return [value_of(text, key, zone, wildcards=condition.operator.like) for text in texts]

    def _examples(self, named: Value, key: OutsideKey) -> list[str]:
        """Values for a key that a text matches, so many that what Denies take out of a range does not take them all."""
        if key.names is not Names.ADDRESS_RANGE:
            return [named.example]
        ranges = [
            value.value
            for deny in self._denies
            for condition in deny.conditions_on(key.name)
            for value in condition.values
        ]
        return break_points(named.text, tuple(ranges))

    def _with_owner(self, text: str) -> str:
        """A text with the variables that name the resource's owner replaced."""
        for variable in reversed(find_variables(text)):
            value = self._owner_context.single(variable.key.strip())
            if value is not None:
                text = text[: variable.start] + value + text[variable.end :]
        return text

    def _is_outside(self, choices: Iterable[Choice]) -> bool:
        """Whether a class with these values lies outside: what is inside opens nothing to strangers."""
        inside = [choice for choice in choices if choice.value.owner is Owner.INSIDE]
        if not inside:
            return True
        is_named = self._principal.value != EVERYONE or any(
            choice.key.carrier is Carrier.CALLER and is_pinned(choice) for choice in choices
        )
        # a network of ours may be used by outsiders who are named, but to strangers it is closed
        return is_named and all(choice.key.carrier is Carrier.NETWORK for choice in inside)

    def _outsiders(self, choices: Iterable[Choice]) -> Iterator[Outsider]:
        picked = tuple(choices)
        for approach in distinct(self._approaches, picked):
            person = outsider(approach, picked)
            if person is not None:
                yield person._replace(context=person.context.with_defaults(self._question.owner_keys))

    def _actions_of(self, choices: Iterable[Choice]) -> list[str]:
        """The actions that some outsider with these values may use."""
        found: dict[str, None] = {}
        for person in self._outsiders(choices):
            allow = applied(self._statement, person)
            if allow is None:
                continue
            left = [action for action in self._actions if action not in found]
            found |= dict.fromkeys(self._remainder.actions(allow, left, self._denies_of(person)))
            if len(found) == len(self._actions):
                break
        return [action for action in self._actions if action in found]

    def _denies_of(self, person: Outsider) -> list[Applied]:
        met = (applied(deny, person) for deny in self._denies)
        return [deny for deny in met if deny is not None]

    def _grant(self, choices: Sequence[Choice], actions: Sequence[str]) -> ExternalGrant:
        everyone = self._principal.value == EVERYONE
        claims = claim_condition(self._statement) if self._principal.kind == "Federated" else ()
        return ExternalGrant(
            self._principal,
            tuple(sorted([*claims, *((choice.key.name, choice.value.text) for choice in choices)])),
            everyone and not any(map(is_pinned, choices)),
            tuple(actions),
            (self._statement,),
        )

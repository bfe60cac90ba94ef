"""The policy tree that rules see: a lenient view of a JSON object, in which every text knows its place.

Elements of the wrong JSON type are simply not seen here; `syntax.shape` names them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from iamscope.policy_types import PolicyType
from iamscope.source import Span
from iamscope.syntax.arn import Arn
from iamscope.syntax.document import Place
from iamscope.syntax.elements import Element, Elements, Text, elements, is_text, items
from iamscope.syntax.json_value import UNKNOWN, Json, Object, is_unknown
from iamscope.syntax.operators import Operator, parse_operator
from iamscope.syntax.variables import Variable, find_variables

_P = TypeVar("_P", bound="_Pattern")

POLICY_ELEMENTS = ("Version", "Id", "Statement")
STATEMENT_ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)


class Policy(Elements):
    """A policy document. `resource_type` is the CloudFormation type of what a resource policy is attached to."""

    def __init__(self, value: Json, place: Place, policy_type: PolicyType, resource_type: str | None = None) -> None:
        super().__init__(value, place)
        self.policy_type = policy_type
        self.resource_type = resource_type

    @property
    def policy(self) -> Policy:
        return self

    @cached_property
    def version(self) -> Text | None:
        return self.text("Version")

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that are objects; a single one may stand without a list."""
        element = self.element("Statement")
        if element is None:
            return ()
        return tuple(
            Statement(item, place, self)
            for item, place in items(element)
            if isinstance(item, Object) and not is_unknown(item)
        )

    @property
    def is_whole_text(self) -> bool:
        """Whether the document is all of its text, so that its size can be told without places."""
        return not self.place.steps and self.place.document.is_json


class Statement(Elements):
    """One statement. Rules find its parts here, each computed once."""

    def __init__(self, value: Object, place: Place, policy: Policy) -> None:
        super().__init__(value, place)
        self.policy = policy

    @property
    def index(self) -> int:
        """The statement's number in its policy, from 0."""
        return self.place.steps[-1] if isinstance(self.policy.element("Statement").value, list) else 0  # type: ignore[union-attr]

    @cached_property
    def sid(self) -> Text | None:
        return self.text("Sid")

    @cached_property
    def effect(self) -> Text | None:
        return self.text("Effect")

    @property
    def allows(self) -> bool:
        return self.effect is not None and self.effect.value == "Allow"

    @property
    def denies(self) -> bool:
        return self.effect is not None and self.effect.value == "Deny"

    @cached_property
    def actions(self) -> tuple[ActionPattern, ...]:
        """The strings of `Action`."""
        return self._patterns(ActionPattern, "Action")

    @cached_property
    def not_actions(self) -> tuple[ActionPattern, ...]:
        """The strings of `NotAction`."""
        return self._patterns(ActionPattern, "NotAction")

    @cached_property
    def resources(self) -> tuple[ResourcePattern, ...]:
        """The strings of `Resource`."""
        return self._patterns(ResourcePattern, "Resource")

    @cached_property
    def not_resources(self) -> tuple[ResourcePattern, ...]:
        """The strings of `NotResource`."""
        return self._patterns(ResourcePattern, "NotResource")

    def _patterns(self, kind: type[_P], name: str) -> tuple[_P, ...]:
        element = self.element(name)
        if element is None:
            return ()
        return tuple(kind(item, place, self, name) for item, place in items(element) if is_text(item))

    @cached_property
    def principals(self) -> tuple[Principal, ...]:
        """The strings of `Principal`."""
        return self._principals("Principal")

    @cached_property
    def not_principals(self) -> tuple[Principal, ...]:
        """The strings of `NotPrincipal`."""
        return self._principals("NotPrincipal")

    def _principals(self, name: str) -> tuple[Principal, ...]:
        element = self.element(name)
        if element is None:
            return ()
        if not isinstance(element.value, Object):
            return tuple(Principal(item, place, self, name, None) for item, place in items(element) if is_text(item))
        return tuple(
            Principal(item, place, self, name, kind.name)
            for kind in elements(element.value, element.place)
            for item, place in items(kind)
            if is_text(item)
        )

    @cached_property
    def condition_blocks(self) -> tuple[ConditionBlock, ...]:
        """The operators of `Condition` that hold an object."""
        condition = self.element("Condition")
        if condition is None:
            return ()
        return tuple(
            ConditionBlock(block, self)
            for block in elements(condition.value, condition.place)
            if isinstance(block.value, Object) and not is_unknown(block.value)
        )

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every operator with every one of its keys."""
        return tuple(condition for block in self.condition_blocks for condition in block.conditions)

    def conditions_on(self, *keys: str) -> tuple[Condition, ...]:
        """The conditions whose key is one of these, in any case."""
        wanted = {key.lower() for key in keys}
        return tuple(condition for condition in self.conditions if condition.key_name in wanted)


class _Pattern(Text):
    """A string that may hold `*` and `?`, of the element called `element`."""

    __slots__ = ("element", "statement")

    def __init__(self, value: str, place: Place, statement: Statement, element: str) -> None:
        super().__init__(value, place)
        self.statement = statement
        self.element = element

    @property
    def policy(self) -> Policy:
        return self.statement.policy

    @property
    def has_wildcard(self) -> bool:
        return "*" in self.value or "?" in self.value


class ActionPattern(_Pattern):
    """A string of `Action` or `NotAction`."""

    __slots__ = ()

    @property
    def service(self) -> str:
        """What stands before the colon, lower-case; empty without a colon."""
        prefix, colon, _ = self.value.partition(":")
        return prefix.lower() if colon else ""

    @property
    def name(self) -> str:
        """What stands behind the colon; empty without one."""
        return self.value.partition(":")[2]


class ResourcePattern(_Pattern):
    """A string of `Resource` or `NotResource`."""

    __slots__ = ("_arn",)

    def __init__(self, value: str, place: Place, statement: Statement, element: str) -> None:
        super().__init__(value, place, statement, element)
        self._arn: Arn | str | None = ""

    @property
    def arn(self) -> Arn | None:
        """The six fields of an ARN; None where the text does not begin with `arn:` or has fewer."""
        if isinstance(self._arn, str):
            self._arn = Arn.parse(self.value)
        return self._arn


class Principal(_Pattern):
    """A string of `Principal` or `NotPrincipal`; `kind` is `AWS`, `Service`, …, or None where it stands without one."""

    __slots__ = ("kind",)

    def __init__(self, value: str, place: Place, statement: Statement, element: str, kind: str | None) -> None:
        super().__init__(value, place, statement, element)
        self.kind = kind

    def is_unique_id(self, prefix: str) -> bool:
        """Whether it is a unique id of the kind that begins like this (`AIDA` a user's, `AROA` a role's)."""
        value = self.value
        shaped = value.startswith(prefix) and value.isascii() and value.isalnum() and value.isupper()
        return self.kind == "AWS" and shaped and len(value) > len(prefix)


class ConditionBlock:
    """An operator of a condition with its keys."""

    def __init__(self, element: Element, statement: Statement) -> None:
        self.element = element
        self.statement = statement
        self.operator: Operator = parse_operator(element.name)

    @property
    def policy(self) -> Policy:
        return self.statement.policy

    @property
    def place(self) -> Place:
        """The place of the block's object; `place.key` is that of the operator."""
        return self.element.place

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(Condition(key, self) for key in elements(self.element.value, self.element.place))


class ConditionValue(NamedTuple):
    """One value of a condition: its text (a number or boolean as it would be written) and what JSON type it has."""

    value: str
    json: Json
    place: Place

    @property
    def span(self) -> Span:
        return self.place.span

    @property
    def variables(self) -> tuple[Variable, ...]:
        return find_variables(self.value)

    @property
    def has_wildcard(self) -> bool:
        return "*" in self.value or "?" in self.value


class Condition:
    """One operator with one key and its values; `place` is that of the values, `place.key` that of the key."""

    def __init__(self, element: Element, block: ConditionBlock) -> None:
        self.element = element
        self.block = block

    @property
    def place(self) -> Place:
        return self.element.place

    @property
    def statement(self) -> Statement:
        return self.block.statement

    @property
    def policy(self) -> Policy:
        return self.block.statement.policy

    @property
    def operator(self) -> Operator:
        return self.block.operator

    @property
    def key(self) -> str:
        """The condition key as it is written."""
        return self.element.name

    @cached_property
    def key_name(self) -> str:
        """The condition key in lower case; keys are compared that way."""
        return self.element.name.lower()

    @property
    def is_list(self) -> bool:
        return isinstance(self.element.value, list)

    @cached_property
    def values(self) -> tuple[ConditionValue, ...]:
        """The known values that are strings, numbers or booleans."""
        return tuple(
            ConditionValue(_written(item), item, place)
            for item, place in items(self.element)
            if isinstance(item, str | bool) and item != UNKNOWN
        )


def _written(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


#: What a rule may be about; a syntax problem is the one that is no part of a policy.
Node = Policy | Statement | ActionPattern | ResourcePattern | Principal | ConditionBlock | Condition


def nodes(policy: Policy) -> Iterator[Node]:
    """Every node of a policy, each once, from the whole to its parts."""
    yield policy
    for statement in policy.statements:
        yield statement
        parts: Sequence[Sequence[Node]] = (
            statement.principals,
            statement.not_principals,
            statement.actions,
            statement.not_actions,
            statement.resources,
            statement.not_resources,
            statement.condition_blocks,
            statement.conditions,
        )
        for part in parts:
            yield from part

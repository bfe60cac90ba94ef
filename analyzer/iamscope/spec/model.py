"""The immutable objects that the reader returns: services, actions, resource types, keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from iamscope.spec.glob import Glob

_LEVELS = {
    "L": "List",
    "R": "Read",
    "W": "Write",
    "T": "Tagging",
    "P": "Permissions management",
}
_LEVEL_SETS: dict[str, frozenset[str]] = {}


class Partition(NamedTuple):
    """A partition of AWS, such as `aws-cn`.

    `regions` maps a region's name to its description; `region_regex` is an anchored regular
    expression for regions that are newer than the data.
    """

    name: str
    dns_suffix: str
    dual_stack_dns_suffix: str
    region_regex: str
    global_region: str
    regions: Mapping[str, str]


class ConditionKey(NamedTuple):
    """A condition key.

    `name` is as documented, variable parts written `${TagKey}`; `types` are of "String", "ARN",
    "Bool", "Numeric", "Date", "IPAddress" and "Binary", the first being the documented one;
    `sensitive` keys name accounts, organisations and networks, where a wildcard is a hole;
    `undocumented` keys are accepted by AWS without being listed.
    """

    name: str
    types: tuple[str, ...]
    multivalued: bool
    is_global: bool
    sensitive: bool
    undocumented: bool = False


class ResourceType(NamedTuple):
    """A resource type of a service.

    `arn_formats` hold placeholders such as `${Partition}`; `service` is the prefix of the
    service that lists the type, which need not be the ARN's own service field.
    """

    service: str
    name: str
    arn_formats: tuple[str, ...]
    condition_keys: tuple[str, ...]


class Action:
    """An action of a service. Two are equal when they have the same full name."""

    __slots__ = ("_facts", "name", "service")

    service: str
    name: str
    _facts: Mapping[str, Any]

    def __init__(self, service: str, name: str, facts: Mapping[str, Any]) -> None:
        _set_service(self, service)
        _set_name(self, name)
        _set_facts(self, facts)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self.full_name} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{self.full_name} is immutable")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Action):
            return NotImplemented
        return (self.service, self.name) == (other.service, other.name)

    def __hash__(self) -> int:
        return hash((self.service, self.name))

    def __repr__(self) -> str:
        return f"Action({self.full_name})"

    @property
    def full_name(self) -> str:
        """The name as policies write it: `s3:GetObject`."""
        return f"{self.service}:{self.name}"

    @property
    def access_levels(self) -> frozenset[str]:
        """Of "List", "Read", "Write", "Tagging", "Permissions management"; often two."""
        letters: str = self._facts["l"]
        levels = _LEVEL_SETS.get(letters)
        if levels is None:
            levels = _LEVEL_SETS[letters] = frozenset(_LEVELS[letter] for letter in letters)
        return levels

    @property
    def resource_types(self) -> tuple[tuple[str, bool], ...]:
        """Pairs (name of the resource type, whether it is required); none means `*` only."""
        return tuple((name.rstrip("*"), name.endswith("*")) for name in self._facts.get("r", ()))

    @property
    def condition_keys(self) -> tuple[str, ...]:
        """The keys listed for the action itself, whatever the resource."""
        return tuple(self._facts.get("c", ()))

    @property
    def resource_condition_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys listed for the action only with a certain resource type: {type: keys}."""
        return {name: tuple(keys) for name, keys in self._facts.get("rc", {}).items()}

    @property
    def dependent_actions(self) -> tuple[str, ...]:
        """Full names of actions that the caller needs as well, as of 2026-07-08."""
        return tuple(self._facts.get("d", ()))

    @property
    def undocumented(self) -> bool:
        """Whether AWS accepts the action without listing it: then only its name is certain."""
        return bool(self._facts.get("u"))


# The slots' own setters: past __setattr__, and twice as fast as object.__setattr__ for 22,000 actions.
_set_service = Action.__dict__["service"].__set__
_set_name = Action.__dict__["name"].__set__
_set_facts = Action.__dict__["_facts"].__set__


class Service:
    """A service: its actions, resource types and condition keys, made when first asked for."""

    def __init__(self, facts: Mapping[str, Any], retired: Callable[[], Mapping[str, str]]) -> None:
        self._facts = facts
        self._retired = retired
        self.prefix: str = facts["prefix"]
        self.title: str = facts["title"]

    def __repr__(self) -> str:
        return f"Service({self.prefix})"

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        """All actions by their name in lower case, in alphabetical order."""
        prefix = self.prefix
        table = self._facts["actions"].items()
        return MappingProxyType({name.lower(): Action(prefix, name, facts) for name, facts in table})

    @cached_property
    def resource_types(self) -> Mapping[str, ResourceType]:
        """All resource types by their name as documented."""
        return MappingProxyType(
            {
                name: ResourceType(self.prefix, name, tuple(facts["a"]), tuple(facts.get("c", ())))
                for name, facts in self._facts["resources"].items()
            }
        )

    @cached_property
    def condition_keys(self) -> Mapping[str, ConditionKey]:
        """All keys that the service lists, by their documented name in lower case.

        A key of another prefix may be among them: `aws:ResourceTag/${TagKey}`, `saml:aud`.
        """
        return MappingProxyType({name.lower(): _key(name, token) for name, token in self._facts["keys"].items()})

    @cached_property
    def key_templates(self) -> tuple[tuple[Glob, ConditionKey], ...]:
        """The keys with a variable part, each with a pattern for lower-case names."""
        return tuple((template(name), key) for name, key in self.condition_keys.items() if "${" in name)

    def action(self, name: str) -> Action | None:
        """Return the action of this name, in whatever case, or None."""
        return self.actions.get(name.lower())

    def retired_action(self, name: str) -> str | None:
        """Return the ISO day on which an action that is gone was last seen, or None."""
        return self._retired().get(name.lower())

    def expand(self, name_pattern: str) -> tuple[Action, ...]:
        """Return the actions that a pattern of the name (`Get*`) matches, in alphabetical order."""
        return self.select(Glob(name_pattern.lower()))

    def select(self, name_glob: Glob) -> tuple[Action, ...]:
        """Do the same with a pattern that is compiled, in lower case."""
        actions = self.actions
        if name_glob.is_everything:
            return tuple(actions.values())
        return tuple([actions[name] for name in name_glob.select(actions)])


def template(name: str) -> Glob:
    """Compile a documented name with `${…}` parts, each standing for one character or more."""
    pieces = name.split("${")
    rest = [piece.partition("}")[2] for piece in pieces[1:]]
    return Glob("?*".join([pieces[0], *rest]))


def _key(name: str, token: str) -> ConditionKey:
    kind = token.removeprefix("ArrayOf")
    return ConditionKey(name, (kind,), kind != token, name.startswith("aws:"), False)

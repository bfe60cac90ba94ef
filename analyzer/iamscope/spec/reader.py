"""`Spec`: the whole of action-spec, each file read when it is first needed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from iamscope.paths import data_dir
from iamscope.spec import suggest
from iamscope.spec.glob import Glob, has_wildcard
from iamscope.spec.model import (
    Action,
    ConditionKey,
    Partition,
    ResourceType,
    Service,
    template,
)
from iamscope.spec.partitions import partitions_of

# Answers for longer names are not remembered: a cache must not hold what hostile input sends.
_REMEMBERED = 200


@cache
def load() -> Spec:
    """Return the one `Spec` of this process; nothing is read until it is asked something."""
    return Spec(data_dir("action-spec"))


class Spec:
    """Everything known about services, read lazily from the folder `root`.

    All lookups take names in any case. A name that comes from a policy never becomes part of a
    path: it must be in the index first.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._services: dict[str, Service] = {}
        self._expand_remembered = lru_cache(maxsize=4096)(self._expand)
        self._find_key_remembered = lru_cache(maxsize=4096)(self._find_key)
        self._types_remembered = lru_cache(maxsize=1024)(self._types_of)
        self._keys_remembered = lru_cache(maxsize=32768)(self._keys_of_action)

    # ------------------------------------------------------------------ files

    def _read(self, *path: str) -> Any:
        with open(os.path.join(self._root, *path), "rb") as file:
            return json.loads(file.read())

    @cached_property
    def _meta(self) -> Mapping[str, Any]:
        return self._read("meta.json")  # type: ignore[no-any-return]

    @cached_property
    def _retired(self) -> Mapping[str, Any]:
        raw = self._read("retired.json")
        actions = {
            prefix: {name.lower(): day for name, day in names.items()} for prefix, names in raw["actions"].items()
        }
        return {**raw, "actions": actions}

    @cached_property
    def _arn_services(self) -> Mapping[str, list[str]]:
        return self._read("arn-services.json")  # type: ignore[no-any-return]

    @cached_property
    def _key_prefixes(self) -> Mapping[str, list[str]]:
        raw = self._read("key-prefixes.json")
        return {head.lower(): prefixes for head, prefixes in raw.items()}

    @cached_property
    def _key_prefix_templates(self) -> list[tuple[Glob, list[str]]]:
        return [(template(head), prefixes) for head, prefixes in self._key_prefixes.items() if "${" in head]

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, str]]:
        raw = self._read("api-names.json")
        tables = ("actions", "services", "keys")
        names = {table: {name.lower(): meant for name, meant in raw[table].items()} for table in tables}
        return {**names, "deprecated": {name.lower(): raw["keys"][name] for name in raw["deprecated_keys"]}}

    # --------------------------------------------------------------- services

    @property
    def data_date(self) -> str:
        """The ISO day of the list of actions: what AWS added later is not known here."""
        return str(self._meta["date"])

    @property
    def counts(self) -> Mapping[str, int]:
        """How many services, actions, resource types … the data holds."""
        return MappingProxyType(self._meta["counts"])

    @cached_property
    def services(self) -> Mapping[str, str]:
        """Titles of all current services by prefix."""
        return MappingProxyType(self._read("index.json"))

    def service(self, prefix: str) -> Service | None:
        """Return a current service, or None."""
        lowered = prefix.lower()
        found = self._services.get(lowered)
        if found is None and lowered in self.services:
            facts = self._read("services", lowered + ".json")
            found = Service(facts, lambda: self._retired["actions"].get(lowered, {}))
            self._services[lowered] = found
        return found

    def is_known_service(self, prefix: str) -> bool:
        """Tell whether AWS accepts the prefix in an action: current, or retired but accepted."""
        lowered = prefix.lower()
        return lowered in self.services or self._is_accepted_retired(lowered)

    def _is_accepted_retired(self, lowered: str) -> bool:
        retired = self._retired
        return lowered in retired["services"] and lowered not in retired["rejected"]

    def retired_service(self, prefix: str) -> str | None:
        """Return the ISO day on which a service that is gone was last seen, or None.

        AWS goes on accepting most retired services, see `is_known_service`.
        """
        day: str | None = self._retired["services"].get(prefix.lower())
        return day

    # ---------------------------------------------------------------- actions

    def expand(self, pattern: str) -> tuple[Action, ...]:
        """Return the actions that a pattern such as `s3:Get*`, `*` or `ec2:Run?nstances` matches.

        `*` and `?` in both halves, any case. An unknown service, a text without a colon (other
        than stars alone) and a pattern that matches nothing give (). Actions that AWS accepts
        undocumented are included.
        """
        lowered = pattern.lower()
        if lowered in ("*", "*:*"):
            return self._everything
        # Answers over several services are large, so they are not remembered either.
        if len(lowered) > _REMEMBERED or has_wildcard(lowered.partition(":")[0]):
            return self._expand(lowered)
        return self._expand_remembered(lowered)

    @cached_property
    def _everything(self) -> tuple[Action, ...]:
        return self._expand("*")

    def _expand(self, pattern: str) -> tuple[Action, ...]:
        found = [service.select(name) for service, name in self._split(pattern)]
        return found[0] if len(found) == 1 else tuple(a for actions in found for a in actions)

    def _split(self, pattern: str) -> Iterator[tuple[Service, Glob]]:
        prefix, colon, name = pattern.lower().partition(":")
        if not colon:
            if prefix.strip("*") or not prefix:
                return
            name = "*"
        names = Glob(name)
        for known in Glob(prefix).select(self.services):
            service = self.service(known)
            if service is not None:
                yield service, names

    def action(self, full_name: str) -> Action | None:
        """Return the action of exactly this name (`s3:GetObject`), or None."""
        prefix, _, name = full_name.partition(":")
        service = self.service(prefix)
        return None if service is None else service.action(name)

    def action_exists(self, pattern: str) -> bool:
        """Tell whether AWS accepts an action or pattern: whether it matches anything there.

        Everything of a retired service counts as long as AWS accepts its prefix (AWS does, and
        lists of what such services had are not complete). Retired actions of living services do
        not count: AWS calls them invalid.
        """
        if any(name.select(service.actions) for service, name in self._split(pattern)):
            return True
        prefix, colon, name = pattern.partition(":")
        return bool(colon and name) and self._is_accepted_retired(prefix.lower())

    def keys_of_action(self, action: Action) -> frozenset[str]:
        """Return the keys of an action in lower case: its own and its resource types'."""
        return self._keys_remembered(action)

    def _keys_of_action(self, action: Action) -> frozenset[str]:
        keys = set(action.condition_keys)
        for more in action.resource_condition_keys.values():
            keys.update(more)
        service = self.service(action.service)
        types = {} if service is None else service.resource_types
        for name, _ in action.resource_types:
            if name in types:
                keys.update(types[name].condition_keys)
        return frozenset(key.lower() for key in keys)

    # -------------------------------------------------------------- resources

    def resource_types_of_arn_service(self, arn_service: str) -> tuple[ResourceType, ...]:
        """Return the resource types whose ARNs have this service field, of whatever service.

        An ARN's service field and an action's prefix often differ (`ebs` actions, `ec2` ARNs).
        Only a type's formats with this very field count, so check each format before use.
        """
        return self._types_remembered(arn_service.lower())

    def _types_of(self, field: str) -> tuple[ResourceType, ...]:
        start = f"arn:${{partition}}:{field}:"
        return tuple(
            resource
            for prefix in self._arn_services.get(field, ())
            if (service := self.service(prefix)) is not None
            for resource in service.resource_types.values()
            if any(arn.lower().startswith(start) for arn in resource.arn_formats)
        )

    def is_known_arn_service(self, name: str) -> bool:
        """Tell whether AWS knows the name as an ARN's service field."""
        return name.lower() in self._arn_services or self.is_known_service(name)

    # --------------------------------------------------------- condition keys

    @cached_property
    def _global_keys(self) -> Mapping[str, ConditionKey]:
        keys = {
            name.lower(): ConditionKey(
                name,
                tuple(facts["t"]),
                facts.get("m", False),
                True,
                facts.get("s", False),
                facts.get("u", False),
            )
            for name, facts in self._read("global-keys.json").items()
        }
        return MappingProxyType(keys)

    @cached_property
    def _global_templates(self) -> list[tuple[Glob, ConditionKey]]:
        return [(template(name), key) for name, key in self._global_keys.items() if "${" in name]

    @cached_property
    def _federated_keys(self) -> Mapping[str, Mapping[str, Any]]:
        return self._read("federated-keys.json")  # type: ignore[no-any-return]

    @property
    def global_keys(self) -> Mapping[str, ConditionKey]:
        """The global condition keys by their documented name in lower case."""
        return self._global_keys

    def condition_key(self, name: str) -> ConditionKey | None:
        """Return the key that a policy's text names, or None.

        Variable parts may hold anything: `aws:RequestTag/team`, `kms:EncryptionContext:a:b`,
        `oidc.example.com/id/1:sub`.
        """
        if len(name) > _REMEMBERED:
            return self._find_key(name)
        return self._find_key_remembered(name.lower())

    def _find_key(self, name: str) -> ConditionKey | None:
        lowered = name.lower()
        head, colon, rest = lowered.partition(":")
        if not (colon and rest):
            return None
        found = self._global_keys.get(lowered) or _first(self._global_templates, lowered)
        if found is not None or head == "aws":
            return found
        definitions = [
            definition
            for prefix in self._services_of_key_prefix(head)
            if (definition := self._key_in_service(prefix, lowered)) is not None
        ]
        if definitions:
            return _merged(definitions)
        facts = self._federated_keys.get(rest)
        if facts is not None and _is_host(head):
            return ConditionKey("${Provider}:" + rest, tuple(facts["t"]), False, False, False)
        return None

    def _services_of_key_prefix(self, head: str) -> list[str]:
        exact = self._key_prefixes.get(head)
        if exact is not None:
            return exact
        for pattern, prefixes in self._key_prefix_templates:
            if pattern.matches(head):
                return prefixes
        return []

    def _key_in_service(self, prefix: str, lowered: str) -> ConditionKey | None:
        service = self.service(prefix)
        if service is None:
            return None
        return service.condition_keys.get(lowered) or _first(service.key_templates, lowered)

    def is_key_prefix(self, prefix: str) -> bool:
        """Tell whether condition keys may start with `prefix:`: `aws`, a service that AWS
        accepts, one of the other known prefixes, or the host of an identity provider."""
        lowered = prefix.lower()
        return (
            lowered == "aws"
            or self.is_known_service(lowered)
            or bool(self._services_of_key_prefix(lowered))
            or _is_host(lowered)
        )

    def accepts_key(self, name: str) -> bool:
        """Tell whether AWS accepts a key: it is known, or its service is retired but accepted."""
        return self.condition_key(name) is not None or (self._is_accepted_retired(name.lower().partition(":")[0]))

    def deprecated_key(self, name: str) -> str | None:
        """Return the key that replaces a deprecated global key, None when it is not deprecated."""
        return suggest.mapped(name, self._names["deprecated"])

    # ------------------------------------------------------ partitions, lists

    @cached_property
    def partitions(self) -> Mapping[str, Partition]:
        """All partitions by name."""
        return partitions_of(self._read("partitions.json"))

    @cached_property
    def regions(self) -> frozenset[str]:
        """The regions of all partitions."""
        return frozenset(region for partition in self.partitions.values() for region in partition.regions)

    def is_region(self, name: str) -> bool:
        """Tell whether a region of this name is known in any partition."""
        return name in self.regions

    @cached_property
    def service_principals(self) -> frozenset[str]:
        """Known service principals. The list is a lower bound: AWS publishes none."""
        return frozenset(self._read("service-principals.json"))

    def is_service_principal(self, name: str) -> bool:
        """Tell whether a service principal is known, as it is or without its region."""
        lowered = name.lower()
        if lowered in self.service_principals:
            return True
        labels = lowered.split(".")
        plain = ".".join(label for label in labels if label not in self.regions)
        return plain.removesuffix(".cn") in self.service_principals

    @cached_property
    def rcp_services(self) -> frozenset[str]:
        """Prefixes of the services that resource control policies reach."""
        return frozenset(self._read("rcp-services.json")["services"])

    @cached_property
    def quotas(self) -> Mapping[str, int]:
        """Largest sizes of policies in characters (bytes for S3 and SQS); README.md lists them."""
        return MappingProxyType(self._read("quotas.json"))

    @cached_property
    def resource_policy_actions(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the actions that set a resource policy, by service prefix."""
        raw = self._read("resource-policies.json")["policy_actions"]
        return MappingProxyType({prefix: tuple(names) for prefix, names in raw.items()})

    @cached_property
    def access_analyzer_types(self) -> Mapping[str, tuple[str, ...]]:
        """CloudFormation types that Access Analyzer's API takes, by the name of the parameter."""
        raw = self._read("resource-policies.json")["access_analyzer"]
        return MappingProxyType({name: tuple(types) for name, types in raw.items()})

    # ------------------------------------------------------------ did you mean

    def iam_action_of_api_name(self, full_name: str) -> str | None:
        """Return the action that permits an API operation which is no action itself, or None."""
        return suggest.mapped(full_name, self._names["actions"])

    def suggest_service(self, name: str) -> str | None:
        """Return the prefix that an unknown one was meant to be, or None."""
        return suggest.mapped(name, self._names["services"]) or suggest.closest(name, self.services)

    def suggest_action(self, full_name: str) -> str | None:
        """Return the full name that an unknown action was meant to be, or None."""
        meant = self.iam_action_of_api_name(full_name)
        if meant is not None:
            return meant
        prefix, _, name = full_name.partition(":")
        service = self.service(prefix)
        if service is None:
            better = self.suggest_service(prefix)
            service = None if better is None else self.service(better)
        if service is None or has_wildcard(name):
            return None
        found = suggest.closest(name, (action.name for action in service.actions.values()))
        return None if found is None else f"{service.prefix}:{found}"

    def suggest_condition_key(self, name: str) -> str | None:
        """Return the key that an unknown one was meant to be, or None.

        The variable part of a template is kept: `aws:RequestTags/team` → `aws:RequestTag/team`.
        """
        meant = suggest.mapped(name, self._names["keys"])
        if meant is not None:
            return meant
        head, colon, rest = name.partition(":")
        if not colon:
            return None
        fixed, slash, variable = rest.partition("/")
        lowered = head.lower()
        tables: list[Mapping[str, ConditionKey]] = [self._global_keys]
        for prefix in self._services_of_key_prefix(lowered):
            service = self.service(prefix)
            if service is not None:
                tables.append(service.condition_keys)
        candidates: dict[str, str] = {}
        for table in tables:
            for key in table.values():
                if key.name.lower().startswith(lowered + ":"):
                    candidates.setdefault(key.name.partition("/${")[0], key.name)
        plain = suggest.closest(f"{head}:{fixed}", candidates) or suggest.closest(name, candidates)
        if plain is None:
            return None
        documented = candidates[plain]
        return f"{plain}/{variable}" if slash and documented != plain else documented

    def suggest_region(self, name: str) -> str | None:
        """Return the region that an unknown one was meant to be, or None."""
        return suggest.closest(name, sorted(self.regions))

    def suggest_service_principal(self, name: str) -> str | None:
        """Return the service principal that an unknown one was meant to be, or None."""
        # The domain is the same everywhere and would make all short names look alike.
        label = name.lower().partition(".amazon")[0]
        known = {principal.removesuffix(".amazonaws.com"): principal for principal in self.service_principals}
        found = suggest.closest(label, sorted(known))
        return None if found is None else known[found]


def _first(
    templates: list[tuple[Glob, ConditionKey]] | tuple[tuple[Glob, ConditionKey], ...], name: str
) -> ConditionKey | None:
    return next((key for pattern, key in templates if pattern.matches(name)), None)


def _merged(definitions: list[ConditionKey]) -> ConditionKey:
    """Join what several services say about one key: all types; many-valued if all agree."""
    types = tuple(dict.fromkeys(kind for key in definitions for kind in key.types))
    many = all(key.multivalued for key in definitions)
    return definitions[0]._replace(types=types, multivalued=many)


def _is_host(text: str) -> bool:
    """Tell whether a text looks like an identity provider's host name, with or without a path."""
    host = text.partition("/")[0]
    labels = host.split(".")
    return len(text) <= 255 and len(labels) > 1 and all(_is_label(label) for label in labels)


def _is_label(label: str) -> bool:
    return label.replace("-", "").isalnum() and label.isascii() and label.strip("-") == label

"""The catalogue of escalation methods: how permissions on one principal become the power of another.

A method is one JSON file in the folder `escalations` of a rule pack; `rules/escalations/README.md` describes the
fields. Methods are data: reading a pack's methods runs nothing of it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NoReturn, TypeVar

from iamscope.errors import UsageError
from iamscope.paths import data_dir

FOLDER = "escalations"

#: A file larger than this, or a pack with more methods, is none.
_MAX_BYTES = 64 * 1024
_MAX_METHODS = 10_000

_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com")
_RESOURCE_TYPE = re.compile(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+")

E = TypeVar("E", bound=StrEnum)


class Relation(StrEnum):
    """What a permission must be allowed on, said of the principal that the method gains (its target)."""

    TARGET = "target"
    """The target principal itself: its ARN."""
    PASSED_ROLE = "passed-role"
    """The target role, which is passed to the service `passed_to`, and whose trust policy names that service."""
    HELPER_ROLE = "helper-role"
    """Any role that trusts `passed_to`: the service demands a second role whose power the caller does not gain."""
    WORKLOAD = "workload"
    """An existing resource of the method's `workload` type that carries the target role."""
    ATTACHED_POLICY = "attached-policy"
    """A customer managed policy that is attached to the target or to a group that the target is a member of."""
    GROUP = "group"
    """The target group, or a group that the target is a member of."""
    PROVIDER = "provider"
    """A SAML or OpenID Connect provider that the target role trusts."""
    PERMISSION_SET = "permission-set"
    """An Identity Center permission set, whose roles are the targets."""
    ANY = "any"
    """Some resource that does not depend on the target: a new one, or any of its kind."""


class Target(StrEnum):
    """Whose power the caller gains."""

    SELF = "self"
    """The caller's own: it changes what it is itself allowed to do. Where the permissions are held on another
    principal instead, that one is raised, which is a gain for whoever can become it."""
    ROLE = "role"
    USER = "user"
    GROUP = "group"
    """What a group allows, by becoming a member."""
    PERMISSION_SET = "permission-set"
    """The roles `AWSReservedSSO_…` of a permission set, in all accounts that it is assigned to."""


class Caller(StrEnum):
    """Which kind of principal can use a method."""

    USER = "user"
    ROLE = "role"
    ANY = "any"


class Limit(StrEnum):
    """What keeps a principal from doing what its policies allow, and can be taken away."""

    BOUNDARY = "boundary"
    """A permissions boundary."""
    INLINE_POLICIES = "inline-policies"
    """Denies in inline policies, which go with all that the policies allow."""
    ATTACHED_POLICIES = "attached-policies"
    """Denies in managed policies, likewise."""
    POLICY_VERSION = "policy-version"
    """The default version of a managed policy, where another one allows more."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One action that the caller must be allowed; `passed_to` is the service principal that a role is passed to."""

    action: str
    on: Relation
    passed_to: str | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A way from one principal's permissions to the power of its target. All `permissions` are needed together.

    * `id` is the file's path in the folder, without its ending: `lambda/update-function-code`.
    * `mechanism` is the word that edges and paths carry.
    * `workload` is the CloudFormation type of the existing resource that the method abuses.
    * `instance_profile` says that the target role must be in an instance profile.
    * `federated` says that the trust policy must name `passed_to` as `Federated`, and not as `Service`.
    * `waits_for` names what the caller cannot bring about with these permissions; without it the method works at once.
    * `limited_to` are the services (action prefixes) that the gain is good for; none means all that the target can do.
    * `lifts` names a limit of the target's own: only what that withheld is gained.
    * `prerequisites` are facts about the account that no policy shows.
    * `references` map a catalogue's name to its ids, which are no keys: catalogues renumber.
    """

    id: str
    name: str
    description: str
    mechanism: str
    target: Target
    permissions: tuple[Permission, ...]
    caller: Caller = Caller.ANY
    workload: str | None = None
    instance_profile: bool = False
    federated: bool = False
    waits_for: str | None = None
    limited_to: tuple[str, ...] = ()
    lifts: Limit | None = None
    prerequisites: tuple[str, ...] = ()
    references: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def actions(self) -> frozenset[str]:
        """All actions in lower case."""
        return frozenset(permission.action.lower() for permission in self.permissions)

    @property
    def passed_to(self) -> str | None:
        """The service principal that the target role is passed to, None where no role is passed."""
        return next((one.passed_to for one in self.permissions if one.on is Relation.PASSED_ROLE), None)

    @property
    def gains_all(self) -> bool:
        """Whether all that the target can do is gained; for the target `self`, anything at all."""
        return not self.limited_to and self.lifts is None

    @property
    def needs_inventory(self) -> bool:
        """Whether only a list of existing workloads can tell which roles the method gains."""
        return self.workload is not None


class MethodError(UsageError):
    """A file of the catalogue is not a method."""


def load_methods(packs: Iterable[str] = ()) -> tuple[Method, ...]:
    """The built-in methods and those of further rule packs (folders), by id.

    Raises MethodError that names the file and the field.
    """
    methods = {method.id: method for method in _built_in()}
    for pack in packs:
        for method in _read_pack(pack):
            if method.id in methods:
                raise MethodError(
                    f"`{pack}`: there already is a method `{method.id}`", "give its file a name of its own"
                )
            methods[method.id] = method
    return tuple(methods[id] for id in sorted(methods))


@cache
def _built_in() -> tuple[Method, ...]:
    return tuple(_read_pack(data_dir("rules")))


def _read_pack(pack: str) -> Iterator[Method]:
    folder = os.path.join(pack, FOLDER)
    for number, path in enumerate(_files(folder)):
        if number == _MAX_METHODS:
            raise MethodError(f"`{folder}` holds more than {_MAX_METHODS} methods", "split the pack")
        yield _read(path, os.path.relpath(path, folder).replace(os.sep, "/").removesuffix(".json"))


def _files(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(("_", ".")))
        for name in sorted(files):
            if name.endswith(".json") and not name.startswith(("_", ".")):
                yield os.path.join(parent, name)


def _read(path: str, id: str) -> Method:
    try:
        with open(path, "rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise MethodError(f"`{path}` cannot be read: {reason}", "check its permissions") from error
    if len(data) > _MAX_BYTES:
        raise MethodError(f"`{path}` is larger than {_MAX_BYTES} bytes", "one file holds one method")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MethodError(f"`{path}` is not JSON: {error}", "mend the file") from error
    return _Reader(path).method(id, raw)


class _Reader:
    """Turns the JSON of one file into a method, naming the file and the field in every error."""

    _FIELDS = frozenset(Method.__slots__) - {"id"}

    def __init__(self, path: str) -> None:
        self.path = path

    def method(self, id: str, raw: object) -> Method:
        if not isinstance(raw, dict):
            self._refuse("the file's content", "one JSON object")
        self._only(raw, self._FIELDS)
        if not all(_NAME.fullmatch(part) for part in id.split("/")):
            self._refuse("the file's name", "words in lower case with hyphens between")
        method = Method(
            id=id,
            name=self._text(raw, "name"),
            description=self._text(raw, "description"),
            mechanism=self._text(raw, "mechanism"),
            target=self._choice(raw, "target", Target),
            permissions=self._permissions(raw.get("permissions")),
            caller=self._choice(raw, "caller", Caller) if "caller" in raw else Caller.ANY,
            workload=self._text(raw, "workload", _RESOURCE_TYPE) if "workload" in raw else None,
            instance_profile=self._flag(raw, "instance_profile"),
            federated=self._flag(raw, "federated"),
            waits_for=self._text(raw, "waits_for") if "waits_for" in raw else None,
            lifts=self._choice(raw, "lifts", Limit) if "lifts" in raw else None,
            limited_to=self._texts(raw.get("limited_to", []), "limited_to"),
            prerequisites=self._texts(raw.get("prerequisites", []), "prerequisites"),
            references=self._references(raw.get("references", {})),
        )
        self._agree(method)
        return method

    def _agree(self, method: Method) -> None:
        """Refuse fields that contradict each other."""
        relations = {permission.on for permission in method.permissions}
        if (Relation.WORKLOAD in relations) and method.workload is None:
            self._refuse("`workload`", "the type of the existing resource, as a permission is `on` one")
        if method.workload is not None and method.target is not Target.ROLE:
            self._refuse("`target`", "`role`: what a workload carries is a role")
        mechanism, _, service = method.mechanism.partition(":")
        if not _NAME.fullmatch(mechanism) or (service and not _SERVICE.fullmatch(service)):
            self._refuse("`mechanism`", "words with hyphens, and a service principal after a colon where one is meant")
        if (mechanism == "passrole") != (Relation.PASSED_ROLE in relations):
            self._refuse("`mechanism`", "`passrole:SERVICE` exactly where a permission is `on` a `passed-role`")
        if mechanism == "passrole" and service != method.passed_to:
            self._refuse("`mechanism`", f"`passrole:{method.passed_to}`, the service that the role is passed to")

    def _permissions(self, raw: object) -> tuple[Permission, ...]:
        if not isinstance(raw, list) or not raw:
            self._refuse("`permissions`", "a list with one permission or more")
        permissions = tuple(self._permission(item) for item in raw)
        if len(set(permissions)) < len(permissions):
            self._refuse("`permissions`", "no permission twice")
        return permissions

    def _permission(self, raw: object) -> Permission:
        if not isinstance(raw, dict):
            self._refuse("`permissions`", "objects with `action` and `on`")
        self._only(raw, Permission.__slots__)
        action = self._text(raw, "action", _ACTION)
        on = self._choice(raw, "on", Relation)
        passed_to = self._text(raw, "passed_to", _SERVICE) if "passed_to" in raw else None
        passes = on in (Relation.PASSED_ROLE, Relation.HELPER_ROLE)
        if passes != (action.lower() == "iam:passrole") or passes != (passed_to is not None):
            self._refuse(
                f"the permission `{action}`",
                "`iam:PassRole`, `on` a `passed-role` or `helper-role`, and `passed_to` all three together, or none",
            )
        return Permission(action, on, passed_to)

    def _references(self, raw: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if not isinstance(raw, dict):
            self._refuse("`references`", "an object: a catalogue's name → a list of ids")
        return tuple((name, self._texts(ids, "references")) for name, ids in raw.items())

    def _texts(self, raw: object, field: str) -> tuple[str, ...]:
        if not isinstance(raw, list) or not all(isinstance(item, str) and item for item in raw):
            self._refuse(f"`{field}`", "a list of texts")
        return tuple(raw)

    def _text(self, raw: Mapping[str, object], field: str, form: re.Pattern[str] | None = None) -> str:
        value = raw.get(field)
        if not isinstance(value, str) or not value.strip() or (form is not None and not form.fullmatch(value)):
            self._refuse(f"`{field}`", "a text" if form is None else f"a text of the form `{form.pattern}`")
        return value

    def _flag(self, raw: Mapping[str, object], field: str) -> bool:
        value = raw.get(field, False)
        if not isinstance(value, bool):
            self._refuse(f"`{field}`", "true or false")
        return value

    def _choice(self, raw: Mapping[str, object], field: str, kind: type[E]) -> E:
        value = raw.get(field)
        known = {str(member): member for member in kind}
        if not isinstance(value, str) or value not in known:
            self._refuse(f"`{field}`", "one of " + ", ".join(f"`{name}`" for name in known))
        return known[value]

    def _only(self, raw: Mapping[str, object], known: Iterable[str]) -> None:
        known = sorted(known)
        for field in raw:
            if field not in known:
                self._refuse(f"the field `{field}`", "one of " + ", ".join(f"`{name}`" for name in known))

    def _refuse(self, what: str, expected: str) -> NoReturn:
        raise MethodError(f"`{self.path}`: {what} is not as expected", f"expected: {expected}")

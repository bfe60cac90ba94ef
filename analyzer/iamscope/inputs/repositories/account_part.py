"""Makes of declared resources what snapshots make of deployed ones: principals, policies, workloads, resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from iamscope.access.model import Group, ManagedPolicy, Part, PolicyDocument, PolicyVersion, Role, Tags, User, Workload
from iamscope.inputs.repositories.declared import OWN, Declared, at_path, handles
from iamscope.inputs.repositories.declared_resources import Things
from iamscope.inputs.repositories.policies import document_of, joined, naming_own, of_readings, opened, symbolic
from iamscope.inputs.snapshots.fields import Field
from iamscope.syntax.json_value import HOLE, has_hole

_PRINCIPALS = ("role", "user", "group")


@dataclass
class _Principal:
    """A role, user or group as its own resource and others tell of it."""

    declared: Declared
    inline: list[PolicyDocument] = field(default_factory=list)
    attached: dict[str, None] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    profiles: list[str] = field(default_factory=list)


def part_of(path: str, declared: Iterable[Declared]) -> Part:
    """What the resources of one template or module tell of its account."""
    return _Maker(list(declared)).part(path)


class _Maker:
    """Puts one account together."""

    def __init__(self, declared: list[Declared]) -> None:
        self._declared = declared
        self._principals: dict[str, list[_Principal]] = defaultdict(list)
        self._by_handle: dict[tuple[str, str], _Principal] = {}
        self._policies: dict[str, ManagedPolicy] = {}
        self._profiles: dict[str, str] = {}

    def part(self, path: str) -> Part:
        for each in self._declared:
            if each.form.kind in _PRINCIPALS:
                self._add_principal(each)
        kinds: Mapping[str, Callable[[Declared], None]] = {
            "managed-policy": self._managed_policy,
            "inline-policy": self._inline_policy,
            "attachment": self._attachment,
            "membership": self._membership,
            "instance-profile": self._instance_profile,
        }
        for each in self._declared:
            if each.form.kind in kinds:
                kinds[each.form.kind](each)
        return Part(
            path=path,
            users=tuple(self._user(each) for each in self._principals["user"]),
            groups=tuple(self._group(each) for each in self._principals["group"]),
            roles=tuple(self._role(each) for each in self._principals["role"]),
            policies=tuple(self._policies.values()),
            workloads=tuple(self._workloads()),
            resources=tuple(Things(self._declared).resources()),
        )

    # -- what tells of principals

    def _add_principal(self, declared: Declared) -> None:
        made = _Principal(declared)
        kind = declared.form.kind
        self._principals[kind].append(made)
        for handle in handles(declared):
            self._by_handle.setdefault((kind, handle), made)
        made.inline += _inline(declared)
        made.attached.update(dict.fromkeys(_texts(declared, "attached")))
        made.groups.update(dict.fromkeys(_texts(declared, "groups")))

    def _managed_policy(self, declared: Declared) -> None:
        arn = declared.identity.arn
        for principal in self._named(declared):
            principal.attached[arn] = None
        document = joined(_documents(declared, declared.form.fields.get("document", ""), arn))
        if document is not None:
            self._policies[arn] = ManagedPolicy(arn, (PolicyVersion("", True, document),))

    def _inline_policy(self, declared: Declared) -> None:
        documents = _documents(declared, declared.form.fields.get("document", ""), declared.identity.name)
        for principal in self._named(declared):
            principal.inline += documents

    def _attachment(self, declared: Declared) -> None:
        for principal in self._named(declared):
            principal.attached.update(dict.fromkeys(_texts(declared, "policies")))

    def _membership(self, declared: Declared) -> None:
        groups = dict.fromkeys(_texts(declared, "groups"))
        for principal in self._named(declared, ("user",)):
            principal.groups.update(groups)

    def _instance_profile(self, declared: Declared) -> None:
        for handle in handles(declared):
            self._profiles[handle] = declared.identity.arn
        for principal in self._named(declared):
            principal.profiles.append(declared.identity.arn)

    def _named(self, declared: Declared, kinds: Sequence[str] = _PRINCIPALS) -> Iterator[_Principal]:
        """The principals of the account that a resource names, each once."""
        for kind in kinds:
            found = {id(each): each for text in _texts(declared, f"{kind}s") if (each := self._principal(kind, text))}
            yield from found.values()

    def _principal(self, kind: str, text: str) -> _Principal | None:
        return self._by_handle.get((kind, text)) or self._by_handle.get((kind, text.rsplit("/", 1)[-1]))

    # -- what becomes of them

    def _role(self, made: _Principal) -> Role:
        declared = made.declared
        path = declared.form.fields.get("trust", "")
        readings = [_first_document(reading, path, declared.identity.arn) for reading in declared.readings]
        return Role(
            arn=declared.identity.arn,
            name=declared.identity.name,
            account=declared.where.account,
            place=declared.place,
            trust=naming_own(of_readings(readings), declared.where.fill(OWN)),
            inline=tuple(made.inline),
            attached=tuple(made.attached),
            boundary=_boundary(declared),
            instance_profiles=tuple(made.profiles),
            tags=_tags(declared),
        )

    def _user(self, made: _Principal) -> User:
        declared = made.declared
        groups = (self._principal("group", name) for name in made.groups)
        return User(
            arn=declared.identity.arn,
            name=declared.identity.name,
            account=declared.where.account,
            place=declared.place,
            inline=tuple(made.inline),
            attached=tuple(made.attached),
            boundary=_boundary(declared),
            groups=tuple(dict.fromkeys(group.declared.identity.name for group in groups if group is not None)),
            tags=_tags(declared),
        )

    def _group(self, made: _Principal) -> Group:
        declared = made.declared
        return Group(
            arn=declared.identity.arn,
            name=declared.identity.name,
            account=declared.where.account,
            place=declared.place,
            inline=tuple(made.inline),
            attached=tuple(made.attached),
        )

    def _workloads(self) -> Iterator[Workload]:
        """What runs with a role; one that is declared elsewhere is known by its ARN, if that is written."""
        for declared in self._declared:
            arn, type, account = declared.identity.arn, declared.form.type, declared.where.account
            for text in dict.fromkeys(_texts(declared, "workload")):
                role = self._principal("role", text)
                known = role.declared.identity.arn if role is not None else text if text.startswith("arn:") else ""
                if known and HOLE not in known:
                    yield Workload(arn, type, account, known, declared.place)
            for text in dict.fromkeys(_texts(declared, "profile")):
                yield Workload(arn, type, account, "", declared.place, self._profiles.get(text, text))


def _texts(declared: Declared, name: str) -> Iterator[str]:
    """The texts under a field, of all readings, those that are not known left out."""
    for path in declared.form.fields.get(name, "").split():
        for reading in declared.readings:
            for found in at_path(reading, path):
                for item in found.items() if isinstance(found.value, list) else (found,):
                    if item.text and not has_hole(item.value):
                        yield item.text
                    elif item.text and item.text != HOLE:
                        yield symbolic(item)


def _first_document(reading: Field, path: str, name: str) -> PolicyDocument | None:
    found = at_path(reading, path) if path else []
    return document_of(found[0], name) if found else None


def _inline(declared: Declared) -> list[PolicyDocument]:
    """The inline policies of a principal, each a name and a document."""
    path = declared.form.fields.get("inline", "")
    found: list[tuple[int, PolicyDocument]] = []
    for number, reading in enumerate(declared.readings if path else ()):
        for place in at_path(reading, path):
            for item in place.items() if isinstance(place.value, list) else (place,):
                fields = item.fields
                name = _either(fields, "PolicyName", "name")
                document = _either(fields, "PolicyDocument", "policy")
                made = None if document is None else document_of(document, "" if name is None else symbolic(name))
                if made is not None:
                    found.append((number, made))
    return _of_readings(declared, found)


def _either(fields: Mapping[str, Field], *names: str) -> Field | None:
    return next((fields[name] for name in names if name in fields), None)


def _documents(declared: Declared, path: str, name: str) -> list[PolicyDocument]:
    """The identity policy at a path, in the readings in which it differs."""
    found = []
    for number, reading in enumerate(declared.readings):
        document = _first_document(reading, path, name)
        if document is not None:
            found.append((number, document))
    return _of_readings(declared, found)


def _of_readings(declared: Declared, found: list[tuple[int, PolicyDocument]]) -> list[PolicyDocument]:
    """Documents of readings by number: one that is not in all of them depends on the template's conditions."""
    readings: dict[str, set[int]] = defaultdict(set)
    documents: dict[str, PolicyDocument] = {}
    for number, document in found:
        key = f"{document.name} {document.value!r}"
        readings[key].add(number)
        documents.setdefault(key, document)
    every = len(declared.readings)
    return [
        opened(document, () if len(readings[key]) == every else declared.conditions)
        for key, document in documents.items()
    ]


def _boundary(declared: Declared) -> str | None:
    """The ARN of the permissions boundary, or a name for one that is not known."""
    path = declared.form.fields.get("boundary", "")
    found = next((each for reading in declared.readings for each in at_path(reading, path)), None) if path else None
    return (symbolic(found) or None) if found is not None else None


def _tags(declared: Declared) -> Tags:
    path = declared.form.fields.get("tags", "")
    found: dict[str, str] = {}
    for reading in declared.readings[:1] if path else ():
        for tags in at_path(reading, path):
            for item in tags.objects():
                if "Key" in item and "Value" in item:
                    found[symbolic(item["Key"])] = symbolic(item["Value"])
            found.update({name: symbolic(item) for name, item in tags.fields.items()})
    return tuple((name, value) for name, value in found.items() if name)

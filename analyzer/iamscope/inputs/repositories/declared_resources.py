"""Declared resources with what shares them: their own policies and settings, and those declared beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from iamscope.access.model import PolicyDocument, Resource
from iamscope.access.resource_types import resource_types
from iamscope.inputs.grants import granted
from iamscope.inputs.repositories.declared import OWN, Declared, at_path, handles
from iamscope.inputs.repositories.policies import document_of, joined, naming_own, of_readings, symbolic
from iamscope.inputs.repositories.resource_types import form_of_target
from iamscope.inputs.snapshots.fields import Field
from iamscope.syntax.derived import Resolved, origin_of
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Json, Object, has_hole

_STREAM = "AWS::DynamoDB::Stream"


@dataclass
class _Thing:
    """A resource, and what is told of it."""

    arn: str
    type: str
    account: str
    place: Place
    documents: list[PolicyDocument] = field(default_factory=list)
    settings: dict[str, Json] = field(default_factory=dict)


class Things:
    """The resources of one account."""

    def __init__(self, declared: list[Declared]) -> None:
        self._declared = declared
        self._things: list[_Thing] = []
        self._by_handle: dict[tuple[str, str], _Thing] = {}

    def resources(self) -> Iterator[Resource]:
        """Those that have a policy, or that may be shared by settings."""
        for declared in self._declared:
            if declared.form.kind == "thing":
                self._add(declared)
        for declared in self._declared:
            if declared.form.kind in ("policy", "grant", "setting"):
                for thing in self._targets(declared):
                    self._tell(thing, declared)
        for declared in self._declared:
            if declared.form.kind == "account-setting":
                for thing in self._things:
                    if thing.type == declared.form.type:
                        _set(thing, declared)
        known = resource_types()
        for thing in self._things:
            policy = joined(thing.documents)
            if policy is not None or thing.type in known:
                settings = Object(thing.settings.items())
                yield Resource(thing.arn, thing.type, thing.account, policy, settings, thing.place)

    def _add(self, declared: Declared) -> None:
        form, arn = declared.form, declared.identity.arn
        thing = self._new(arn, form.type, declared, handles(declared))
        _set(thing, declared)
        _add_policy(thing, declared, "policy")
        if "stream" in form.fields:
            stream = _Thing(f"{arn}/stream/*", _STREAM, thing.account, declared.place)
            _add_policy(stream, declared, "stream")
            if stream.documents:
                self._things.append(stream)

    def _new(self, arn: str, type: str, declared: Declared, texts: set[str]) -> _Thing:
        thing = _Thing(arn, type, declared.where.account, declared.place)
        self._things.append(thing)
        for text in texts:
            self._by_handle.setdefault((type, text), thing)
        return thing

    def _targets(self, declared: Declared) -> Iterator[_Thing]:
        """What a policy or setting is attached to; what no resource here declares is known by what names it."""
        type = declared.form.type
        texts: dict[str, Field] = {}
        for reading in declared.readings:
            for found in at_path(reading, declared.form.fields["of"]):
                for item in found.items() if isinstance(found.value, list) else (found,):
                    text = symbolic(item)
                    if text:
                        texts.setdefault(text, item)
        seen = set()
        for text in texts:
            thing = self._by_handle.get((type, text)) or self._elsewhere(type, text, declared)
            if id(thing) not in seen:
                seen.add(id(thing))
                yield thing

    def _elsewhere(self, type: str, text: str, declared: Declared) -> _Thing:
        form = form_of_target(type)
        name = text.rstrip("/").rsplit("/", 1)[-1] if text.startswith("https://") else text
        arn = text if text.startswith("arn:") or form is None else declared.where.fill(form.arn, name=name, path="/")
        found = self._by_handle.get((type, arn))
        return found or self._new(arn, type, declared, {text, arn})

    def _tell(self, thing: _Thing, declared: Declared) -> None:
        kind = declared.form.kind
        if kind == "policy":
            _add_policy(thing, declared, "document")
        elif kind == "grant":
            thing.documents += _grants(declared)
        else:
            _set(thing, declared)


def _add_policy(thing: _Thing, declared: Declared, name: str) -> None:
    path = declared.form.fields.get(name, "")
    readings: list[PolicyDocument | None] = []
    for reading in declared.readings if path else ():
        found = at_path(reading, path)
        readings.append(document_of(found[0], thing.arn) if found else None)
    document = naming_own(of_readings(readings), declared.where.fill(OWN))
    if document is not None:
        thing.documents.append(document)


def _grants(declared: Declared) -> Iterator[PolicyDocument]:
    """The statements that a grant makes of the policy of what it is for."""
    for reading in declared.readings[:1]:
        if declared.grant is None or not isinstance(reading.value, Object):
            continue
        found = granted(declared.grant, Resolved(reading.value, origin_of(reading.place)), ())
        if found is not None and isinstance(found.value, Object):
            yield PolicyDocument(declared.identity.name, found.value, found.place)


def _set(thing: _Thing, declared: Declared) -> None:
    """Adds the settings that a resource says of itself or of another."""
    lists: dict[str, list[Json]] = defaultdict(list)
    for name, path in declared.form.settings.items():
        for reading in declared.readings[:1]:
            value = _setting(reading, path)
            if value is None or has_hole(value):
                continue
            if name in declared.form.lists:
                lists[name].append(value)
            else:
                thing.settings[name] = value
    for name, values in lists.items():
        known = thing.settings.get(name)
        thing.settings[name] = [*(known if isinstance(known, list) else []), *values]


def _setting(reading: Field, path: str | Mapping[str, str]) -> Json:
    if isinstance(path, str):
        found = at_path(reading, path)
        return found[0].value if found else None
    members = [(name, at_path(reading, inner)) for name, inner in path.items()]
    made = Object((name, found[0].value) for name, found in members if found and not has_hole(found[0].value))
    return made or None

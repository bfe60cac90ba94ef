"""Suppressions in the metadata of CloudFormation templates: `Metadata: {iamscope: {ignore: [{code, reason}]}}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamscope.accepted.suppressions import EntryError, Suppression, SuppressionKind, read_entry
from iamscope.source import Span
from iamscope.syntax.document import Document, Place
from iamscope.syntax.json_value import Json, Object


class _Member(NamedTuple):
    name: str
    value: Json
    place: Place


def metadata_suppressions(document: Document) -> Iterator[Suppression]:
    """Those of a template, which reach all of it, and of its resources, which reach the resource each."""
    top = list(_members(document.value, document.root))
    resources = [resource for member in top if member.name == "Resources" for resource in _members(*member[1:])]
    if not resources:
        return
    yield from _of(top, document.root.span)
    for resource in resources:
        yield from _of(_members(resource.value, resource.place), resource)


def _members(value: Json, place: Place) -> Iterator[_Member]:
    if isinstance(value, Object):
        for step, (name, item) in enumerate(value):
            yield _Member(name, item, place.child(step))


def _inside(members: Iterator[_Member] | list[_Member], name: str) -> Iterator[_Member]:
    return (inner for member in members if member.name == name for inner in _members(member.value, member.place))


def _of(members: Iterator[_Member] | list[_Member], around: Span | _Member) -> Iterator[Suppression]:
    for member in _inside(_inside(members, "Metadata"), "iamscope"):
        if member.name == "ignore":
            reach = _whole(around) if isinstance(around, _Member) else around
            listed = isinstance(member.value, list)
            entries = enumerate(member.value) if isinstance(member.value, list) else [(0, member.value)]
            for step, entry in entries:
                yield _suppression(entry, (member.place.child(step) if listed else member.place).span, reach)


def _suppression(entry: Json, span: Span, reach: Span) -> Suppression:
    try:
        if not isinstance(entry, Object):
            raise EntryError("ignore", "it is no mapping with a `code` and a `reason`")
        return read_entry(dict(entry), SuppressionKind.IN_SOURCE, span, reach)
    except EntryError as error:
        return Suppression((), "", SuppressionKind.IN_SOURCE, span, reach=reach, mistake=str(error))


def _whole(member: _Member) -> Span:
    """A member with its name."""
    name = member.place.key.span
    return name._replace(end=member.place.span.end)

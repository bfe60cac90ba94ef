"""Looks into the objects of a snapshot, which may lack anything or hold something else instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from iamscope.access.model import PolicyDocument
from iamscope.errors import InputError
from iamscope.inputs.snapshots.document import PercentEncodedDocument
from iamscope.syntax.document import Document, EmbeddedDocument, Place
from iamscope.syntax.json_value import Json, NotJsonError, Number, Object

#: How often a document may be encoded: once by the API, once more by a tool that did not know.
_MAX_ENCODED = 2


class Field(NamedTuple):
    """A value of an object and its place."""

    value: Json
    place: Place

    @property
    def text(self) -> str:
        """The string; empty for anything else."""
        value = self.value
        return value if isinstance(value, str) and not isinstance(value, Number) else ""

    @property
    def fields(self) -> Fields:
        """The members of an object; none for anything else."""
        if not isinstance(self.value, Object):
            return {}
        return {name: Field(item, self.place.child(step)) for step, (name, item) in enumerate(self.value)}

    def items(self) -> Iterator[Field]:
        """The items of an array; none for anything else."""
        if isinstance(self.value, list):
            for step, item in enumerate(self.value):
                yield Field(item, self.place.child(step))

    def objects(self) -> Iterator[Fields]:
        """The members of the objects in an array."""
        for item in self.items():
            if isinstance(item.value, Object):
                yield item.fields


Fields: TypeAlias = dict[str, Field]


def text(fields: Fields, name: str) -> str:
    """The string member called `name`; empty where it is absent or no string."""
    field = fields.get(name)
    return "" if field is None else field.text


def objects(fields: Fields, name: str) -> Iterator[Fields]:
    """The members of the objects in the array called `name`."""
    field = fields.get(name)
    return iter(()) if field is None else field.objects()


class Encoded(NamedTuple):
    """A policy document, and how often it was percent-encoded."""

    document: PolicyDocument
    times: int


def policy_document(field: Field, name: str) -> Encoded:
    """The policy in a field: an object, or a string that holds one as JSON, percent-encoded or not.

    Raises InputError for anything else.
    """
    value, place, times = field.value, field.place, 0
    if isinstance(value, str) and not isinstance(value, Number):
        document, times = _decoded(value, place)
        value, place = document.value, document.root
    if not isinstance(value, Object):
        raise InputError("is no policy document", "take the output of the AWS command as it is")
    return Encoded(PolicyDocument(name, value, place), times)


def _decoded(text: str, place: Place) -> tuple[Document, int]:
    for times in range(_MAX_ENCODED + 1):
        try:
            document = EmbeddedDocument(text, place) if times == 0 else PercentEncodedDocument(text, place, times)
        except NotJsonError:
            continue
        return document, times
    raise InputError("is neither JSON nor percent-encoded JSON", "take the output of the AWS command as it is")

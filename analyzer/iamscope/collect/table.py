"""The tables of calls: which operations list something, which read more about it, and what is kept of the answers.

A table is a JSON file in `tables/`. Everything in it that is computed is a JMESPath expression over `item` (what the
last step listed), `parent` (what the step before listed), `path` (what all steps so far listed, the first one's item
first), `account`, `region` and `partition`, and over `answer` for what is kept of a reading.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult


@dataclass(frozen=True, slots=True)
class Call:
    """An operation of a service by its name in boto3, with parameters that are expressions."""

    service: str
    operation: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A call whose answers list items, for each item of the step before, or for each `batch` of them.

    Items of which the expression `where` is not true are left out.
    """

    call: Call
    items: str
    batch: int | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A call about one item: the members to keep, and the error codes that say that there is nothing to read.

    `region` is an expression where the item may lie in another region than it was listed in; `shared` readings have
    the same answer for every item, and are made once.
    """

    call: Call
    fields: tuple[tuple[str, str], ...]
    absent: frozenset[str] = frozenset()
    region: str | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A kind of thing to collect. `region` is None where each chosen region is asked, else the one that answers."""

    steps: tuple[Step, ...]
    fields: tuple[tuple[str, str], ...]
    type: str | None = None
    region: str | None = None
    readings: tuple[Reading, ...] = ()
    children: tuple[tuple[str, Listing], ...] = ()

    @property
    def service(self) -> str:
        """The service that is asked first."""
        return self.steps[0].call.service


@dataclass(frozen=True, slots=True)
class File:
    """A file of the snapshot: a list of all that its listings find, or an object with one member for each listing."""

    name: str
    listings: tuple[tuple[str, Listing], ...]
    is_list: bool = False


@cache
def load_files(tables: tuple[str, ...] = ("identity", "workloads", "resources")) -> tuple[File, ...]:
    """All files of an account that tables describe; of a table of lists each file is one."""
    return tuple(_file(name, content) for table in tables for name, content in _read(table).items())


def _file(name: str, content: Any) -> File:
    if isinstance(content, list):
        return File(name, tuple(("", _listing(raw)) for raw in content), True)
    return File(name, tuple((member, _listing(raw)) for member, raw in content.items()))


def _read(name: str) -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "tables", f"{name}.json"), encoding="utf-8") as file:
        raw: dict[str, Any] = json.load(file)
    return raw


def _listing(raw: Mapping[str, Any]) -> Listing:
    service = raw["service"]
    return Listing(
        steps=tuple(
            Step(_call(step, service), step["items"], step.get("batch"), step.get("where")) for step in raw["list"]
        ),
        fields=_pairs(raw.get("fields", {})),
        type=raw.get("type"),
        region=raw.get("region"),
        readings=tuple(
            Reading(
                _call(reading, service),
                _pairs(reading["fields"]),
                frozenset(reading.get("absent", ())),
                reading.get("region"),
                reading.get("shared", False),
            )
            for reading in raw.get("read", ())
        ),
        children=tuple((name, _listing(child)) for name, child in raw.get("children", {}).items()),
    )


def _call(raw: Mapping[str, Any], service: str) -> Call:
    return Call(raw.get("service", service), raw["operation"], _pairs(raw.get("params", {})))


def _pairs(raw: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(raw.items())


@lru_cache(maxsize=1024)
def compile(expression: str) -> ParsedResult:
    """An expression, compiled."""
    import jmespath

    return jmespath.compile(expression)


def evaluate(expression: str, context: Mapping[str, object]) -> Any:
    """What an expression means in a context."""
    return compile(expression).search(context)

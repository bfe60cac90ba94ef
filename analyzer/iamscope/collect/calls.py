"""Makes the calls of a listing in one region of an account, and notes which of them were refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from iamscope.collect.aws import Account, CollectError
from iamscope.collect.table import Call, Listing, Reading, Step, evaluate

#: Errors after which no call can succeed: the credentials are at their end.
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
_MAX_MESSAGE = 300


class Missing(NamedTuple):
    """A call that AWS refused or did not answer, so that the snapshot lacks what it would have said."""

    operation: str
    region: str
    resource: str
    error: str
    message: str


@dataclass(frozen=True)
class Collector:
    """Reads one account. `missing` fills while it does; several threads may call at the same time."""

    account: Account
    missing: list[Missing] = field(default_factory=list)
    _shared: dict[tuple[str, str, str], Any] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def collect(self, listing: Listing, region: str) -> list[dict[str, Any]]:
        """Everything of a kind in a region, a mapping an item. Raises CollectError when the credentials expire."""
        return list(self._records(listing, region, self._context(region)))

    def whole(self, call: Call, region: str) -> dict[str, Any] | None:
        """One answer with all its pages; None where it was refused."""
        pages = list(self._pages(call, region, self._context(region)))
        return _merged(pages) if pages else None

    def _context(self, region: str) -> dict[str, Any]:
        return {"account": self.account.id, "partition": self.account.partition, "region": region, "path": []}

    def _records(self, listing: Listing, region: str, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for found in self._items(listing.steps, region, context):
            record: dict[str, Any] = {"arn": "", "type": listing.type} if listing.type else {}
            record |= _kept(listing.fields, found)
            resource = str(record.get("arn") or record.get("name") or "")
            for reading in listing.readings:
                record |= self._read(reading, region, found, resource)
            for member, child in listing.children:
                at = str(evaluate(child.region, found) or region) if child.region else region
                children = list(self._records(child, at, found))
                if children:
                    record[member] = children
            yield record

    def _items(self, steps: Sequence[Step], region: str, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """What the last step lists, each with its own context."""
        step, rest = steps[0], steps[1:]
        found = self._listed(step, region, context)
        if not rest:
            yield from found
        elif (size := rest[0].batch) is None:
            for one in found:
                yield from self._items(rest, region, one)
        else:
            for chunk in _chunks((one["item"] for one in found), size):
                yield from self._items(rest, region, _below(context, chunk))

    def _listed(self, step: Step, region: str, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """What one step lists, each with its own context."""
        for page in self._pages(step.call, region, context):
            for item in _listed(step.items, page):
                below = _below(context, item)
                if step.where is None or evaluate(step.where, below):
                    yield below

    def _read(self, reading: Reading, region: str, context: Mapping[str, Any], resource: str) -> dict[str, Any]:
        """What a reading adds to a record; nothing where there is nothing to read, or it may not be read."""
        at = str(evaluate(reading.region, context) or region) if reading.region else region
        if not reading.shared:
            answer = self._answer(reading, at, context, resource)
        else:
            key = (reading.call.service, reading.call.operation, at)
            with self._lock:
                if key not in self._shared:
                    self._shared[key] = self._answer(reading, at, context, "")
                answer = self._shared[key]
        return {} if answer is None else _kept(reading.fields, {**context, "answer": answer})

    def _answer(
        self, reading: Reading, region: str, context: Mapping[str, Any], resource: str
    ) -> dict[str, Any] | None:
        pages = list(self._pages(reading.call, region, context, reading.absent, resource))
        return _merged(pages) if pages else None

    def _pages(
        self,
        call: Call,
        region: str,
        context: Mapping[str, Any],
        absent: frozenset[str] = frozenset(),
        resource: str = "",
    ) -> Iterator[Mapping[str, Any]]:
        """The pages of a call's answer; a refusal ends them and is noted."""
        from botocore.exceptions import BotoCoreError, ClientError

        params = {name: evaluate(expression, context) for name, expression in call.params}
        params = {name: value for name, value in params.items() if value is not None}
        try:
            client = self.account.client(call.service, region)
            if client.can_paginate(call.operation):
                yield from client.get_paginator(call.operation).paginate(**params)
            else:
                yield from _continued(getattr(client, call.operation), params)
        except ClientError as error:
            facts = error.response.get("Error", {})
            code = str(facts.get("Code", ""))
            if code in _EXPIRED:
                raise CollectError(
                    "the credentials have expired",
                    "sign in again and run the same command: it goes on where it stopped",
                ) from error
            if code not in absent:
                self._note(call, region, resource, code, str(facts.get("Message", "")))
        except BotoCoreError as error:
            self._note(call, region, resource, type(error).__name__, str(error))

    def _note(self, call: Call, region: str, resource: str, error: str, message: str) -> None:
        operation = f"{call.service}:{call.operation}"
        self.missing.append(Missing(operation, region, resource, error, message[:_MAX_MESSAGE]))


def _continued(method: Callable[..., dict[str, Any]], params: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The pages of an operation that boto3 has no paginator for."""
    while True:
        page = method(**params)
        yield page
        token = page.get("NextToken")
        if not token or token == params.get("NextToken"):
            return
        params = {**params, "NextToken": token}


def _listed(expression: str, page: Mapping[str, Any]) -> list[Any]:
    """The items on a page; an answer about one thing counts as a list of it."""
    found = evaluate(expression, page)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _below(context: Mapping[str, Any], item: Any) -> dict[str, Any]:
    """The context of an item that was listed in a context."""
    return {**context, "item": item, "parent": context.get("item"), "path": [*context["path"], item]}


def _chunks(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _merged(pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One answer of several pages: their lists joined, the rest of the first one."""
    whole = dict(pages[0])
    for page in pages[1:]:
        for name, value in page.items():
            if isinstance(value, list) and isinstance(whole.get(name, []), list):
                whole[name] = [*whole.get(name, []), *value]
    return whole


def _kept(fields: Sequence[tuple[str, str]], context: Mapping[str, Any]) -> dict[str, Any]:
    """The members that there are; policies in strings are decoded, and members without a value left out."""
    kept = {}
    for name, expression in fields:
        value = _pruned(evaluate(expression, context))
        if name == "policy" and isinstance(value, str):
            value = decoded(value)
        if value not in (None, {}, ""):
            kept[name] = value
    return kept


def _pruned(value: Any) -> Any:
    """A value without the members that an answer did not have."""
    if isinstance(value, Mapping):
        return {name: _pruned(item) for name, item in value.items() if item is not None}
    return [_pruned(item) for item in value] if isinstance(value, list) else value


def decoded(policy: str) -> Any:
    """The JSON that a policy's text holds, or the text where it holds none."""
    try:
        return json.loads(policy)
    except (ValueError, RecursionError):
        return policy

"""What a file of expectations says: for each test the requests, and what should become of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

from iamscope.access.snapshot_requests import SnapshotRequests
from iamscope.errors import InputError
from iamscope.inputs.request_files import ACCESS_POINT, LEVELS, ONE, SEVERAL
from iamscope.logic.evaluation.callers import parse_caller
from iamscope.logic.evaluation.request import merged
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Place

Principal = str | Mapping[str, str] | None


class Verb(StrEnum):
    """What a test expects of its requests."""

    ALLOW = "allow"
    DENY = "deny"
    """Not allowed, whether a statement denies it or none allows it."""
    NEVER = "never"
    """No request of this shape is allowed, whatever else it carries."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One test. Each of its actions is asked of each of its resources, by each of its principals.

    `fields` are the other fields of the requests, policies among them; what they do not say comes from the snapshot, if
    there is one. `by` is the `Sid` of a statement that must be among those that decide. `anyone` says that no principal
    was named.
    """

    name: str
    verb: Verb
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: tuple[Principal, ...]
    fields: Mapping[str, Any]
    place: Place
    by: str = ""
    anyone: bool = False
    snapshot: SnapshotRequests | None = None

    @property
    def size(self) -> int:
        """How many requests it is about."""
        return len(self.actions) * len(self.resources) * len(self.principals)

    @property
    def requests(self) -> Iterator[dict[str, Any]]:
        """Its requests, as `simulate` takes them."""
        for principal, action, resource in product(self.principals, self.actions, self.resources):
            yield self.request(principal, action, resource)

    def request(self, principal: Principal, action: str, resource: str) -> dict[str, Any]:
        """One request, as `simulate` takes it; raises InputError for a caller that the snapshot should have."""
        fields = [self.of_caller(principal), self.of_resource(resource), self.fields]
        return merged(*fields, {"principal": principal, "action": action, "resource": resource})

    def of_caller(self, principal: Principal) -> Mapping[str, Any]:
        """What the snapshot says of a caller; raises InputError."""
        if self.snapshot is None:
            return {}
        try:
            return self.snapshot.of_caller(parse_caller(principal))
        except ValueError as error:
            raise InputError(f"`principal`: {error}", "give an ARN, an account id or a service") from None

    def of_resource(self, arn: str) -> Mapping[str, Any]:
        """What the snapshot says of a resource."""
        return {} if self.snapshot is None else self.snapshot.of_resource(arn)


@dataclass(frozen=True, slots=True)
class Suite:
    """A file of expectations: its path as reports show it, its tests, and the policies that they are about."""

    path: str
    expectations: tuple[Expectation, ...]
    policies: tuple[Policy, ...]


def policies_of(fields: Mapping[str, Any]) -> Iterator[Policy]:
    """The policies among the fields of a request."""
    for name in ONE:
        if fields.get(name) is not None:
            yield fields[name]
    for name in SEVERAL:
        yield from fields.get(name) or ()
    for name in LEVELS:
        for level in fields.get(name) or ():
            yield from level
    point = fields.get(ACCESS_POINT) or {}
    yield from (value for value in point.values() if isinstance(value, Policy))

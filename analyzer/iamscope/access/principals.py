"""Which principals of a statement lie outside the zone of trust, and who calls under each of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from iamscope.access.outsiders import ANONYMOUS, stranger
from iamscope.access.resource_types import ResourceType
from iamscope.access.zone import ZoneOfTrust
from iamscope.logic.evaluation.callers import Caller, CallerKind, parse_caller
from iamscope.logic.facts import facts
from iamscope.syntax.ast import Principal, Statement

EVERYONE = "*"
_UNIQUE_ID = re.compile(r"A[A-Z0-9]{15,}")


class External(NamedTuple):
    """An external principal as Access Analyzer prints it (`{kind: value}`), and the callers who go by it."""

    kind: str
    value: str
    callers: tuple[Caller, ...]


def external_principals(statement: Statement, zone: ZoneOfTrust, type: ResourceType) -> Iterator[External]:
    """The external principals of a statement, each once.

    AWS's services and the accounts that AWS runs for them are none (access-analyzer-findings); a federated principal
    is always one; a unique id stands for a user or role that is gone.
    """
    seen: set[tuple[str, str]] = set()
    for external in _external(statement, zone, type):
        if external[:2] not in seen:
            seen.add(external[:2])
            yield external


def _external(statement: Statement, zone: ZoneOfTrust, type: ResourceType) -> Iterator[External]:
    if statement.element("NotPrincipal") is not None:
        if statement.element("Principal") is None and statement.not_principals:
            yield _everyone(type)
        return
    for principal in statement.principals:
        if principal.kind in (None, "AWS"):
            yield from _aws(principal, zone, type)
        elif principal.kind == "Federated":
            yield External("Federated", principal.value, (Caller(CallerKind.FEDERATED, principal.value),))
        elif principal.kind == "CanonicalUser" and principal.value not in zone.canonical_ids:
            yield External("CanonicalUser", principal.value, (Caller(CallerKind.CANONICAL, principal.value),))


def _everyone(type: ResourceType) -> External:
    callers = (ANONYMOUS, stranger()) if type.anonymous else (stranger(),)
    return External("AWS", EVERYONE, callers)


def _aws(principal: Principal, zone: ZoneOfTrust, type: ResourceType) -> Iterator[External]:
    value = principal.value
    if value == EVERYONE:
        yield _everyone(type)
        return
    if _UNIQUE_ID.fullmatch(value):
        return
    try:
        caller = parse_caller(value)
    except ValueError:
        return
    if not caller.in_account or zone.has_account(caller.account) or caller.account in _aws_accounts():
        return
    if caller.kind is CallerKind.ROOT:
        yield External("AWS", caller.account, (stranger(caller.account, caller.partition), caller))
    else:
        yield External("AWS", value, (caller,))


@cache
def _aws_accounts() -> frozenset[str]:
    """Accounts that AWS runs for its services, such as those that deliver the logs of load balancers."""
    return frozenset(account for entry in facts("facts/aws-accounts")["accounts"] for account in entry["accounts"])

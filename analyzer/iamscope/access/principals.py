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
from iamscope.syntax.json_value import HOLE

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


def excepted_principals(deny: Statement, zone: ZoneOfTrust, among: External) -> Iterator[External]:
    """The external principals that a Deny leaves out by `NotPrincipal`, of those that `among` stands for."""
    for principal in deny.not_principals:
        for external in _aws(principal, zone) if principal.kind in (None, "AWS") else ():
            caller = external.callers[0]
            if among.value in (EVERYONE, caller.account) and external.value != among.value:
                yield external


def _external(statement: Statement, zone: ZoneOfTrust, type: ResourceType) -> Iterator[External]:
    if statement.element("NotPrincipal") is not None:
        if statement.element("Principal") is None and statement.not_principals:
            yield _everyone(type)
        return
    for principal in statement.principals:
        if HOLE in principal.value:
            continue
        if principal.kind in (None, "AWS"):
            yield from [_everyone(type)] if principal.value == EVERYONE else _aws(principal, zone)
        elif principal.kind == "Federated":
            yield External("Federated", principal.value, (Caller(CallerKind.FEDERATED, principal.value),))
        elif principal.kind == "CanonicalUser" and is_external_id(principal.value, zone):
            yield External("CanonicalUser", principal.value, (Caller(CallerKind.CANONICAL, principal.value),))


def _everyone(type: ResourceType) -> External:
    callers = (ANONYMOUS, stranger()) if type.anonymous else (stranger(),)
    return External("AWS", EVERYONE, callers)


def _aws(principal: Principal, zone: ZoneOfTrust) -> Iterator[External]:
    """The user, role or account that a principal names, if it is outside."""
    value = principal.value
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


def is_external_id(canonical_id: str, zone: ZoneOfTrust) -> bool:
    """Whether a canonical id is that of an account outside, as far as is known."""
    return canonical_id not in zone.canonical_ids and canonical_id not in facts("facts/aws-accounts")["canonical_ids"]


@cache
def _aws_accounts() -> frozenset[str]:
    """Accounts that AWS runs for its services, such as those that deliver the logs of load balancers."""
    return frozenset(account for entry in facts("facts/aws-accounts")["accounts"] for account in entry["accounts"])

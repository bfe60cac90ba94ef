"""Which terms speak of a caller, for many terms at once."""

from __future__ import annotations

from collections.abc import Iterable

from iamscope.logic.decide.callers import Classes, Named
from iamscope.logic.evaluation.callers import Caller, CallerKind


class CallerIndex:
    """The caller elements of terms, in their order; None for those that speak of every caller."""

    def __init__(self, elements: Iterable[Named | Classes | None]) -> None:
        self._everybody = 0
        self._named: dict[tuple[str, str], int] = {}  # by the entry that names a caller
        self._roles: dict[tuple[str, str], int] = {}  # by what stands before a role's path, and its name
        self._others: dict[object, tuple[Named | Classes, int]] = {}
        for number, element in enumerate(elements):
            self._add(element, 1 << number)

    def _add(self, element: Named | Classes | None, bit: int) -> None:
        if element is None:
            self._everybody |= bit
        elif isinstance(element, Named) and not element.excluded:
            for entry in element.entries:
                self._named[entry] = self._named.get(entry, 0) | bit
            for role in element.roles:
                self._roles[role] = self._roles.get(role, 0) | bit
        else:
            _, bits = self._others.get(element.identity, (element, 0))
            self._others[element.identity] = element, bits | bit

    def terms(self, caller: Caller) -> int:
        """The terms that speak of a caller, as a mask."""
        terms = self._everybody | self._named.get(("AWS", "*"), 0)
        if caller.in_account:
            start = f"arn:{caller.partition}:iam::{caller.account}"
            names = [caller.account, f"{start}:root", caller.id]
            if caller.kind is CallerKind.FEDERATED_USER:
                names.append(f"{start}:user/{caller.name}")
            for name in names:
                terms |= self._named.get(("AWS", name), 0)
            if caller.role_arn:
                terms |= self._named.get(("AWS", caller.role_arn), 0)
            elif caller.kind is CallerKind.SESSION:
                terms |= self._roles.get((start, caller.name), 0)
        else:
            kinds = {
                CallerKind.SERVICE: "Service",
                CallerKind.FEDERATED: "Federated",
                CallerKind.CANONICAL: "CanonicalUser",
            }
            terms |= self._named.get((kinds.get(caller.kind, ""), caller.id), 0)
        for element, bits in self._others.values():
            if element.includes(caller):
                terms |= bits
        return terms

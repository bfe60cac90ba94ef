"""Whether one condition holds wherever another one does, seen from their values one by one; doubt says no."""

from __future__ import annotations

from collections.abc import Sequence

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.patterns import covers

_FIELDS = 6


class AtomImplications:
    """What follows from the atoms of a problem, each question answered once."""

    def __init__(self, atoms: Sequence[Atom | Opaque]) -> None:
        self._atoms = atoms
        self._known: dict[tuple[int, int, str | None], bool] = {}

    def holds(self, narrow: int, wide: int) -> bool:
        """Whether an atom holds wherever another one does, given by their numbers."""
        return self._holds(narrow, wide, None)

    def holds_for_value(self, narrow: int, value: str, wide: int) -> bool:
        """The same of the narrow atom with only one of its values; the other must be one of `split`."""
        return self._holds(narrow, wide, value)

    def split(self, number: int) -> Sequence[str]:
        """The values of an atom that holds if it holds with one of them; none if it is not so."""
        atom = self._atoms[number]
        if not isinstance(atom, Atom) or atom.negated or atom.qualifier == "ForAllValues" or atom.family == "Null":
            return ()
        return sorted(atom.values) if len(atom.values) > 1 else ()

    def _holds(self, narrow: int, wide: int, value: str | None) -> bool:
        if narrow == wide:
            return True
        key = (narrow, wide, value)
        known = self._known.get(key)
        if known is None:
            one, other = self._atoms[narrow], self._atoms[wide]
            known = self._known[key] = (
                isinstance(one, Atom)
                and isinstance(other, Atom)
                and _implies(one, other, one.values if value is None else frozenset({value}))
            )
        return known


def _implies(one: Atom, other: Atom, values: frozenset[str]) -> bool:
    """Whether an atom, with these of its values, implies another one."""
    if one.key != other.key or one.qualifier != other.qualifier or one.negated is not other.negated:
        return False
    if "Null" in (one.family, other.family) or (one.if_absent and not other.if_absent):
        return False
    if not one.negated:
        return all(any(_covers(other, wide, one, narrow) for wide in other.values) for narrow in values)
    if one.family != "String" or other.family != "String" or other.unresolved:
        return False
    # what matches none of more texts matches none of fewer
    return all(any(_covers(one, wide, other, narrow) for wide in values) for narrow in other.values)


def _covers(outer: Atom, wide: str, inner: Atom, narrow: str) -> bool:
    """Whether a request value that one atom takes for `narrow` is taken for `wide` by another one."""
    if outer.name == inner.name and wide == narrow:
        return True
    if outer.family == "String" and not outer.ignores_case:
        return inner.family in ("String", "ARN") and not inner.ignores_case and covers(wide, narrow)
    if outer.family == "ARN" and inner.family == "ARN":
        fields = list(zip(wide.split(":", _FIELDS - 1), narrow.split(":", _FIELDS - 1), strict=False))
        return len(fields) == _FIELDS and all(covers(each, other) for each, other in fields)
    return False

"""For one condition key: enough values that every possible combination of its conditions is shown by one of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from iamscope.logic.decide.atoms import TEXTUAL, Atom
from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.classes import classes
from iamscope.logic.decide.globs import ARN_VALUE, Glob, arn_glob, folded_glob, glob, has_wildcard, plain
from iamscope.logic.decide.key_types import is_true_or_false, may_be_any_text
from iamscope.logic.decide.typed_values import (
    parse_date,
    parse_network,
    parse_number,
    write_address,
    write_date,
    write_number,
)

_OTHER_ARN = "arn:aws:service:us-east-1:111122223333:"
#: A text that is no number, date, address or truth value.
_NO_VALUE = "other"


#: Patterns that can match in more ways than this are not told apart beforehand.
_MOST_TEXTS = 512
#: With more patterns than this the ways to match them are nearly always that many, and not worth the counting.
_MOST_PATTERNS = 256


class TooManyValuesError(Exception):
    """The values that would show all combinations are too many to be listed."""


class Domain(NamedTuple):
    """Values of a key, and for each atom a bit mask of the values that it accepts."""

    values: tuple[str, ...]
    accepted: tuple[int, ...]


def domain(atoms: Sequence[Atom], budget: Budget) -> Domain:
    """The values for atoms on one key, all textual or all of one other family.

    Raises `ExhaustedError`, and TooManyValuesError for texts.
    """
    families = {atom.family for atom in atoms} - {"Null"}
    key = atoms[0].key
    any_text = may_be_any_text(key, families)
    if families <= {"Bool"} or (families <= TEXTUAL and is_true_or_false(key)):
        return _by_value(atoms, ("true", "false", _NO_VALUE) if any_text else ("true", "false"))
    if families <= TEXTUAL:
        return _by_value(atoms, tuple(_texts(atoms, families == {"ARN"} and not any_text, budget)))
    if families == {"IPAddress"}:
        found = _networks(atoms)
    elif families == {"Date"}:
        found = _numbers(atoms, parse_date, write_date)
    else:
        found = _numbers(atoms, parse_number, write_number)
    return _with_text(found, atoms) if any_text else found


def _with_text(found: Domain, atoms: Sequence[Atom]) -> Domain:
    """The domain with one value more that is none of the type, so that no condition on it holds."""
    bit = 1 << len(found.values)
    masks = (
        mask | bit if atom.family == "Null" and atom.accepts(_NO_VALUE) else mask
        for atom, mask in zip(atoms, found.accepted, strict=True)
    )
    return Domain((*found.values, _NO_VALUE), tuple(masks))


def fixed_domain(atoms: Sequence[Atom], value: str | None, budget: Budget) -> Domain:
    """The domain of a key that has this value, or none."""
    if value is None:
        return Domain((), tuple(0 for _ in atoms))
    families = {atom.family for atom in atoms} - {"Null"}
    if families <= {"String", "ARN", "Binary", "Bool"}:
        return _by_value(atoms, (value,))
    parse = parse_network if families == {"IPAddress"} else parse_date if families == {"Date"} else parse_number
    if parse(value) is None:
        # the value is not of the type, so that no condition on it holds
        return Domain((value,), tuple(int(atom.family == "Null" and atom.accepts(value)) for atom in atoms))
    found = domain([*atoms, _equal_to(value, families.pop())], budget)
    at = next(number for number in range(len(found.values)) if found.accepted[-1] >> number & 1)
    return Domain((value,), tuple(mask >> at & 1 for mask in found.accepted[:-1]))


def _equal_to(value: str, family: str) -> Atom:
    name = "IpAddress" if family == "IPAddress" else f"{family}Equals"
    return Atom("", name, family, "", False, frozenset({value}))


def _by_value(atoms: Sequence[Atom], values: tuple[str, ...]) -> Domain:
    accepted = []
    for atom in atoms:
        mask = 0
        for number, value in enumerate(values):
            if atom.accepts(value):
                mask |= 1 << number
        accepted.append(mask)
    return Domain(values, tuple(accepted))


# -- texts -----------------------------------------------------------------------------------------------


def _texts(atoms: Sequence[Atom], arns_only: bool, budget: Budget) -> Iterator[str]:
    compared = [atom for atom in atoms if atom.family != "Null"]
    if all(_is_simple(atom) for atom in compared):
        yield from _simple_texts(compared, arns_only)
        return
    if sum(len(atom.wild) for atom in compared) > _MOST_PATTERNS:
        raise TooManyValuesError
    elements: list[list[Glob]] = [globs_of(atom) for atom in compared]
    if not arns_only and any(atom.family == "ARN" for atom in compared):
        elements.append([ARN_VALUE])
    found = classes([ARN_VALUE] if arns_only else [], elements, budget)
    for count, (text, _) in enumerate(found):
        if count >= _MOST_TEXTS:
            raise TooManyValuesError
        yield text


def globs_of(atom: Atom) -> list[Glob]:
    """The globs of which one matches a text that has one of the atom's values."""
    if atom.family == "ARN":
        return [each for value in atom.values if (each := arn_glob(value)) is not None]
    if atom.family == "Bool":
        return [folded_glob(str(truth).lower()) for truth in sorted(atom.truths)]
    return [folded_glob(value) if atom.ignores_case else glob(value) for value in atom.values]


def _is_simple(atom: Atom) -> bool:
    """Whether the values are texts, or beginnings of texts, that are compared as they are written."""
    if atom.ignores_case or (atom.wild and atom.family == "ARN"):
        return False
    return all(value.endswith("*") and not has_wildcard(value[:-1]) for value in atom.wild)


def _simple_texts(atoms: Sequence[Atom], arns_only: bool) -> Iterator[str]:
    """The literal values, one text more for each prefix, and one that begins with none and equals none."""
    literals = {plain(value) for atom in atoms for value in atom.values if not has_wildcard(value)}
    prefixes = {plain(value[:-1]) for atom in atoms for value in atom.wild}
    taken = literals | prefixes
    yield from sorted(taken)
    for prefix in sorted(prefixes):
        yield _fresh(prefix, taken)
    yield _fresh(_OTHER_ARN if arns_only else "", taken)
    if not arns_only and any(atom.family == "ARN" for atom in atoms):
        yield _fresh(_OTHER_ARN, taken)


def _fresh(start: str, taken: set[str]) -> str:
    """A text that begins like this, equals none of the others and begins with no longer one."""
    count = 0
    while True:
        text = f"{start}other-{count}" if count else f"{start}other"
        if not any(len(each) > len(start) and text.startswith(each) for each in taken):
            return text
        count += 1


# -- numbers and dates -----------------------------------------------------------------------------------


def _numbers(
    atoms: Sequence[Atom], parse: Callable[[str], Fraction | None], write: Callable[[Fraction], str]
) -> Domain:
    """The values themselves, one between each two, and one beyond either end."""
    named = {number for atom in atoms for value in atom.values if (number := parse(plain(value))) is not None}
    points = sorted(named) or [Fraction(0)]
    candidates: list[Fraction] = [points[0] - 1]
    for at, point in enumerate(points):
        candidates.append(point)
        following = points[at + 1] if at + 1 < len(points) else point + 2
        candidates.append(_between(point, following))
    accepted = [_accepted_numbers(atom, candidates, parse) for atom in atoms]
    return _in_order(list(map(write, candidates)), accepted, lambda at: (candidates[at] not in named, at))


def _in_order(values: list[str], accepted: list[int], rank: Callable[[int], tuple[bool, int]]) -> Domain:
    """The domain with its values in another order: those first that a witness had better show."""
    order = sorted(range(len(values)), key=rank)
    masks = tuple(sum(1 << new for new, old in enumerate(order) if mask >> old & 1) for mask in accepted)
    return Domain(tuple(values[at] for at in order), masks)


def _between(low: Fraction, high: Fraction) -> Fraction:
    whole = Fraction(low.numerator // low.denominator + 1)
    return whole if whole < high else (low + high) / 2


def _accepted_numbers(atom: Atom, candidates: Sequence[Fraction], parse: Callable[[str], Fraction | None]) -> int:
    everything = (1 << len(candidates)) - 1
    if atom.family == "Null":
        return everything if atom.accepts("") else 0
    if atom.negated and (atom.unresolved or atom.unparsable):
        return 0
    mask = 0
    for value in atom.values:
        wanted = parse(plain(value))
        if wanted is None:
            continue
        at = bisect_left(candidates, wanted)  # the point itself is a candidate
        if "Less" in atom.name:
            mask |= (1 << at) - 1
        elif "Greater" in atom.name:
            mask |= everything & ~((1 << at + 1) - 1)
        if atom.name.endswith("Equals"):
            mask |= 1 << at
    return everything & ~mask if atom.negated else mask


# -- addresses -------------------------------------------------------------------------------------------


def _networks(atoms: Sequence[Atom]) -> Domain:
    """An address of each stretch in which all networks agree."""
    ends = {4: 1 << 32, 6: 1 << 128}
    points: set[tuple[int, int]] = {(4, 0), (6, 0)}
    networks: list[list[tuple[int, int, int]]] = []
    for atom in atoms:
        found = [] if atom.family == "Null" else [parse_network(plain(value)) for value in atom.values]
        networks.append([network for network in found if network is not None])
        for version, first, last in networks[-1]:
            points.add((version, first))
            if last + 1 < ends[version]:
                points.add((version, last + 1))
    candidates = sorted(points)
    everything = (1 << len(candidates)) - 1
    accepted = []
    for atom, within in zip(atoms, networks, strict=True):
        mask = 0
        for version, first, last in within:
            start, stop = bisect_left(candidates, (version, first)), bisect_left(candidates, (version, last + 1))
            mask |= (1 << stop) - (1 << start)
        if atom.family == "Null":
            mask = everything if atom.accepts("") else 0
        elif atom.negated:
            mask = 0 if atom.unresolved or atom.unparsable else everything & ~mask
        accepted.append(mask)
    hosts = (
        # the first address of a network is hardly anyone's
        (version, first + 1 if (version, first + 1) not in points and first + 1 < ends[version] else first)
        for version, first in candidates
    )
    return Domain(tuple(write_address(*host) for host in hosts), tuple(accepted))

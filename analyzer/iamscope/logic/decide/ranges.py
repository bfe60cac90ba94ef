"""What remains possible for one condition key, as conditions on it are made true or false."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

#: Whether a key may be missing, and whether it may be there.
ABSENT, VALUES = 1, 2


class Single(NamedTuple):
    """For a key with one value: a mask of its values, the lowest bit for the missing key."""

    mask: int

    def meet(self, other: Single) -> Single | None:
        """What remains possible in both; None for nothing."""
        both = self.mask & other.mask
        return Single(both) if both else None

    def within(self, other: Single) -> bool:
        """Whether all that is possible here is possible there."""
        return not self.mask & ~other.mask


class Several(NamedTuple):
    """For a multivalued key: missing, or with values that are all in the mask `all_of` and of which one is in each of
    `some_of`.
    """

    states: int
    all_of: int
    some_of: frozenset[int] = frozenset()

    def meet(self, other: Several) -> Several | None:
        """What remains possible in both; None for nothing."""
        states = self.states & other.states
        all_of = self.all_of & other.all_of
        some_of = self.some_of | other.some_of
        if states & VALUES and not (all_of and all(all_of & some for some in some_of)):
            states &= ~VALUES
        return Several(states, all_of, some_of) if states else None

    def within(self, other: Several) -> bool:
        """Whether all that is possible here is possible there; doubt says no."""
        if self.states & ~other.states:
            return False
        return not self.states & VALUES or (
            not self.all_of & ~other.all_of
            and all(any(not self.all_of & some & ~wanted for some in self.some_of) for wanted in other.some_of)
        )


#: The number of an atom, and whether its operator is to accept the value.
Wish = tuple[int, bool]


class Speller(Protocol):
    """Finds values of one key."""

    def word(self, wishes: frozenset[Wish]) -> str | None:
        """A value that fulfils all wishes, if there is one."""


class Words(NamedTuple):
    """For a key whose values are too many to be listed: missing, or with values that all fulfil the wishes `all_of` and
    of which one fulfils each of `some_of`.
    """

    speller: Speller
    states: int
    all_of: frozenset[Wish] = frozenset()
    some_of: frozenset[Wish] = frozenset()

    def meet(self, other: Words) -> Words | None:
        """What remains possible in both; None for nothing."""
        states = self.states & other.states
        all_of, some_of = self.all_of | other.all_of, self.some_of | other.some_of
        if states & VALUES and any(self.speller.word(each) is None for each in _sets(all_of, some_of)):
            states &= ~VALUES
        return Words(self.speller, states, all_of, some_of) if states else None

    def within(self, other: Words) -> bool:
        """Whether all that is possible here is possible there; doubt says no."""
        if self.states & ~other.states:
            return False
        return not self.states & VALUES or (self.all_of >= other.all_of and self.some_of >= other.some_of)

    def values(self) -> list[str]:
        """Values as they may be together; asked for only where there are some."""
        words = (self.speller.word(each) for each in _sets(self.all_of, self.some_of))
        return sorted({word for word in words if word is not None})


def _sets(all_of: frozenset[Wish], some_of: frozenset[Wish]) -> Iterable[frozenset[Wish]]:
    """What each of the values must fulfil that there must be."""
    return [all_of | {each} for each in some_of] or [all_of]


Range = Single | Several | Words


def meet(first: Range, second: Range) -> Range | None:
    """What remains possible in both of two ranges of one key."""
    return first.meet(second)  # type: ignore[arg-type]  # both are of one kind


def within(first: Range, second: Range) -> bool:
    """Whether all that is possible in the first of two ranges of one key is possible in the second."""
    return first.within(second)  # type: ignore[arg-type]  # both are of one kind

"""All the ways in which strings can match several globs at once, each shown by one string.

A glob of n characters has n+1 states. The states of many globs lie side by side in one integer, so that reading a
character is a handful of operations on integers however many globs there are (the Shift-And method of Baeza-Yates and
Gonnet, with self-loops for `*`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from iamscope.logic.decide.budget import Budget, ExhaustedError
from iamscope.logic.decide.globs import ANY, Glob, Token

#: Whether no string is of interest that matches these elements, and does not match those (both as bit masks).
Prune = Callable[[int, int], bool]

#: So many states of globs make a step of work several.
_LARGE = 1000
#: Policies of the greatest size that AWS takes have far fewer characters in patterns.
_MOST_TOKENS = 200_000
#: How many bits the strings that wait may take, about.
_MOST_HELD = 1 << 30
#: Characters for what no glob names, those first that read best.
_PREFERRED = "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW_-~!#%^&+=@"
_EVERYTHING = Glob((), (ANY,))


def classes(
    required: Sequence[Glob],
    elements: Sequence[Sequence[Glob]],
    budget: Budget,
    prune: Prune | None = None,
    avoid: Collection[str] = (),
) -> Iterator[tuple[str, int]]:
    """One string for each way in which the strings that all of `required` match can match the elements.

    An element is matched if one of its globs matches; the ways are bit masks over the elements. Shortest strings
    first. `prune` is asked of what is certain for all continuations of a string, and cuts them off. Strings of `avoid`
    are passed over: only others count. Raises `ExhaustedError`.
    """
    if sum(len(each.tokens) for each in chain(required, *elements)) > _MOST_TOKENS:
        raise ExhaustedError
    # a glob that asks for nothing keeps the automaton alive where nothing else is required
    walk = _Walk(list(required) or [_EVERYTHING], elements, "".join(avoid))
    beginnings = {text[:end] for text in avoid for end in range(len(text) + 1)}
    seen: set[int] = set()
    start = walk.settle(walk.start, 0)
    queue = deque([("", *start)])
    states = {(*start, "" if beginnings else None)}
    steps = 1 + walk.size // _LARGE
    held = 0
    while queue:
        text, active, matched = queue.popleft()
        budget.spend(steps)
        if prune is not None and prune(matched, walk.dead(active, matched)):
            continue
        mask = walk.accepted(active, matched)
        if mask is not None and mask not in seen and text not in avoid:
            seen.add(mask)
            yield text, mask
        for char, read in walk.read(active):
            following = text + char
            settled = walk.settle(read, matched)
            state = (*settled, following if following in beginnings else None)
            if state not in states:
                states.add(state)
                queue.append((following, *settled))
                held += walk.size + 8 * len(following)
                if held > _MOST_HELD:
                    raise ExhaustedError


class _Char(NamedTuple):
    """A character: the states that it takes to the next one, those in which it may be repeated, and those in which it
    is told from characters that no glob names.
    """

    char: str
    step: int
    loop: int
    told: int


class _Element(NamedTuple):
    """The bit of an element, and all the states of its globs: any, final, final whatever follows."""

    bit: int
    states: int
    finals: int
    runs_on: int


def _bits(mask: int) -> Iterator[int]:
    """The single bits of a mask."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low


class _Walk:
    """The joint automaton of required globs and elements."""

    def __init__(self, required: Sequence[Glob], elements: Sequence[Sequence[Glob]], unlike: str) -> None:
        self._tokens: dict[Token, int] = {}
        self._loops: dict[Token, int] = {}
        self._starts: dict[int, int] = {}  # of globs, by the states of their `*` but for the first
        self._later_stars = 0
        self.start = 0
        self.size = 0
        self._required = [self._add(each) for each in required]
        self._elements: list[_Element] = []
        for number, element in enumerate(elements):
            states = finals = runs_on = 0
            for each in element:
                final, own = self._add(each)
                states, finals = states | own, finals | final
                runs_on |= final if each.loops[-1] == ANY else 0
            self._elements.append(_Element(1 << number, states, finals, runs_on))
        self._matched_by = {final: element for element in self._elements for final in _bits(element.runs_on)}
        self._runs_on = sum(element.runs_on for element in self._elements)
        self._finals = sum(element.finals for element in self._elements)
        self._other, self._chars = self._alphabet(unlike)

    def _add(self, added: Glob) -> tuple[int, int]:
        """Puts a glob beside the others: its final state, and all its states."""
        tokens, loops = added
        offset = self.size
        self.start |= 1 << offset
        for at, token in enumerate(tokens, offset):
            self._tokens[token] = self._tokens.get(token, 0) | 1 << at
        for at, loop in enumerate(loops, offset):
            if loop is not None:
                self._loops[loop] = self._loops.get(loop, 0) | 1 << at
        self.size += len(loops)
        final = 1 << self.size - 1
        for star in [at for at, loop in enumerate(loops, offset) if loop == ANY][1:]:
            self._starts[star] = offset
            self._later_stars |= 1 << star
        return final, (final << 1) - (1 << offset)

    def _alphabet(self, unlike: str) -> tuple[_Char, list[_Char]]:
        """One character for all that no token names (nor `unlike` holds), and those that tokens name."""
        named = {char for token in (*self._tokens, *self._loops) for char in token.chars}
        taken = named.union(unlike)
        other = next((char for char in _PREFERRED if char not in taken), None)
        if other is None:
            other = next(chr(code) for code in range(0x3B1, 0x10000) if chr(code) not in taken)
        base = self._char(other, 0, 0)
        return base, [self._char(char, base.step, base.loop) for char in sorted(named)]

    def _char(self, char: str, step_of_other: int, loop_of_other: int) -> _Char:
        step = loop = 0
        for token, mask in self._tokens.items():
            if (char in token.chars) != token.inverted:
                step |= mask
        for token, mask in self._loops.items():
            if (char in token.chars) != token.inverted:
                loop |= mask
        return _Char(char, step, loop, (step ^ step_of_other) | (loop ^ loop_of_other))

    def read(self, active: int) -> Iterator[tuple[str, int]]:
        """Each character that keeps all required globs alive, with the states after it."""
        for char, step, loop, told in (self._other, *self._chars):
            if told & active or char == self._other.char:
                read = ((active & step) << 1) | (active & loop)
                if read and all(read & states for _, states in self._required):
                    yield char, read

    def settle(self, active: int, matched: int) -> tuple[int, int]:
        """The state without what no longer matters: elements that are matched whatever follows, and what stands
        before the last `*` that a glob has come to.
        """
        for final in _bits(active & self._runs_on):
            element = self._matched_by[final]
            matched |= element.bit
            active &= ~element.states
        for star in _bits(active & self._later_stars):
            active &= ~(star - (1 << self._starts[star.bit_length() - 1]))
        return active, matched

    def dead(self, active: int, matched: int) -> int:
        """The elements that no continuation matches."""
        dead = 0
        for bit, states, _, _ in self._elements:
            if not active & states and not matched & bit:
                dead |= bit
        return dead

    def accepted(self, active: int, matched: int) -> int | None:
        """The elements that the string read so far matches; None if it is not as required."""
        if not all(active & final for final, _ in self._required):
            return None
        if active & self._finals:
            for bit, _, finals, _ in self._elements:
                if active & finals:
                    matched |= bit
        return matched

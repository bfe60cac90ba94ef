"""Patterns with wildcards as automata, and all the ways in which strings can match several of them at once.

A glob of n characters has n+1 states. The states of many globs lie side by side in one integer, so that reading a
character is a handful of operations on integers however many globs there are (the Shift-And method of Baeza-Yates and
Gonnet, with self-loops for `*`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from iamscope.logic.decide.budget import Budget

#: Stand for a `*` and a `?` that are no wildcards (escapes, operators without wildcards, values of variables).
LITERAL_STAR, LITERAL_MARK = "\ue02a", "\ue03f"
_TO_LITERAL = str.maketrans({"*": LITERAL_STAR, "?": LITERAL_MARK})
_FROM_LITERAL = str.maketrans({LITERAL_STAR: "*", LITERAL_MARK: "?"})


def literal(text: str) -> str:
    """A pattern that matches this text alone."""
    return text.translate(_TO_LITERAL)


def plain(text: str) -> str:
    """The text that a pattern without wildcards matches."""
    return text.translate(_FROM_LITERAL)


def has_wildcard(pattern: str) -> bool:
    return "*" in pattern or "?" in pattern


class Token(NamedTuple):
    """One character: any of `chars` or, `inverted`, any other."""

    chars: str
    inverted: bool = False


ANY = Token("", True)
NO_COLON = Token(":", True)
NO_SLASH = Token("/", True)
DIGIT = Token("0123456789")


class Glob(NamedTuple):
    """Tokens, and for each gap (before the first token, …, behind the last) what a `*` there runs over, if any."""

    tokens: tuple[Token, ...]
    loops: tuple[Token | None, ...]


class _Builder:
    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.loops: list[Token | None] = [None]

    def token(self, token: Token) -> None:
        self.tokens.append(token)
        self.loops.append(None)

    def run(self, over: Token) -> None:
        """Any number of characters; beside another run the wider one stays."""
        if self.loops[-1] is None or over == ANY:
            self.loops[-1] = over

    def text(self, pattern: str, one: Token = ANY, fold_case: bool = False) -> None:
        for char in pattern:
            if char == "*":
                self.run(one)
            elif char == "?":
                self.token(one)
            else:
                self.token(Token(_both_cases(plain(char)) if fold_case else plain(char)))

    @property
    def glob(self) -> Glob:
        return Glob(tuple(self.tokens), tuple(self.loops))


def _both_cases(char: str) -> str:
    lower, upper = char.lower(), char.upper()
    return lower if lower == upper or len(lower) > 1 or len(upper) > 1 else lower + upper


@lru_cache(maxsize=8192)
def glob(pattern: str) -> Glob:
    """`*` runs over everything, `?` is any character."""
    builder = _Builder()
    builder.text(pattern)
    return builder.glob


@lru_cache(maxsize=2048)
def folded_glob(pattern: str) -> Glob:
    """The same without regard to case."""
    builder = _Builder()
    builder.text(pattern, fold_case=True)
    return builder.glob


@lru_cache(maxsize=4096)
def arn_glob(pattern: str) -> Glob | None:
    """The pattern of an ARN operator, whose wildcards stay within the first five fields; None with fewer than six."""
    fields = pattern.split(":", 5)
    if len(fields) < 6:
        return None
    builder = _Builder()
    for field in fields[:5]:
        builder.text(field, NO_COLON)
        builder.token(Token(":"))
    builder.text(fields[5])
    return builder.glob


@lru_cache(maxsize=256)
def shape(*parts: str | tuple[Token, str]) -> Glob:
    """A glob of texts and of tokens with how many of them: an empty string for one, `*` any number, `+` at least one,
    or a number."""
    builder = _Builder()
    for part in parts:
        if isinstance(part, str):
            builder.text(part)
            continue
        token, count = part
        for _ in range(int(count) if count.isdigit() else count in ("", "+")):
            builder.token(token)
        if count in ("*", "+"):
            builder.run(token)
    return builder.glob


#: Resources: partition, service and resource are there, region and account may be empty.
ARN = shape("arn:", (NO_COLON, "+"), ":", (NO_COLON, "+"), ":", (NO_COLON, "*"), ":", (NO_COLON, "*"), ":", (ANY, "+"))
#: What ARN operators take for an ARN.
ARN_VALUE = shape(
    "arn:", (NO_COLON, "*"), ":", (NO_COLON, "*"), ":", (NO_COLON, "*"), ":", (NO_COLON, "*"), ":", (ANY, "*")
)

_PREFERRED = "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW_-~!#%^&+=@"


class Joint:
    """Several globs read at once."""

    __slots__ = ("_any", "_loop_any", "_loops", "_tokens", "alphabet", "finals", "ranges", "runs_on", "start")

    def __init__(self, globs: Sequence[Glob]) -> None:
        self._tokens: dict[Token, int] = {}
        self._loops: dict[Token, int] = {}
        self.start = 0
        self.finals: list[int] = []
        self.ranges: list[int] = []
        self.runs_on: list[int] = []  # the final state, where it accepts whatever follows
        offset = 0
        for tokens, loops in globs:
            self.start |= 1 << offset
            for at, token in enumerate(tokens):
                self._tokens[token] = self._tokens.get(token, 0) | 1 << offset + at
            for at, loop in enumerate(loops):
                if loop is not None:
                    self._loops[loop] = self._loops.get(loop, 0) | 1 << offset + at
            final = 1 << offset + len(tokens)
            self.finals.append(final)
            self.runs_on.append(final if loops[-1] == ANY else 0)
            self.ranges.append((final << 1) - (1 << offset))
            offset += len(tokens) + 1
        self._alphabet()

    def _alphabet(self) -> None:
        """The characters that some token tells from others, and one that stands for all the rest."""
        named = {char for token in (*self._tokens, *self._loops) for char in token.chars}
        other = next((char for char in _PREFERRED if char not in named), None)
        if other is None:
            other = next(chr(code) for code in range(0x3B1, 0x10000) if chr(code) not in named)
        self.alphabet: list[tuple[str, int, int]] = []
        for char in (other, *sorted(named)):
            step = loop = 0
            for token, mask in self._tokens.items():
                if (char in token.chars) != token.inverted:
                    step |= mask
            for token, mask in self._loops.items():
                if (char in token.chars) != token.inverted:
                    loop |= mask
            self.alphabet.append((char, step, loop))


def accepts(pattern: Glob, text: str) -> bool:
    """Whether a glob matches a text."""
    states = 1
    for char in text:
        following = 0
        at = 0
        rest = states
        while rest:
            low = rest & -rest
            at = low.bit_length() - 1
            rest ^= low
            loop = pattern.loops[at]
            if loop is not None and (char in loop.chars) != loop.inverted:
                following |= low
            if at < len(pattern.tokens):
                token = pattern.tokens[at]
                if (char in token.chars) != token.inverted:
                    following |= low << 1
        states = following
        if not states:
            return False
    return bool(states >> len(pattern.tokens))


Prune = Callable[[int, int], bool]


def classes(
    required: Sequence[Glob],
    elements: Sequence[Sequence[Glob]],
    budget: Budget,
    prune: Prune | None = None,
) -> Iterator[tuple[str, int]]:
    """One string for each way in which the strings that all of `required` match can match the elements.

    An element is matched if one of its globs matches; the ways are bit masks over the elements. Shortest strings first.
    `prune` is told which elements are matched, and which are not, by every continuation, and answers whether none of
    them is of interest. Raises `ExhaustedError`.
    """
    walk = _Walk(required, elements)
    seen: set[int] = set()
    start = walk.settle(walk.joint.start, 0)
    queue = deque([("", *start)])
    states = {start}
    while queue:
        text, active, matched = queue.popleft()
        budget.spend()
        if prune is not None and prune(matched, walk.dead(active, matched)):
            continue
        mask = walk.accepted(active, matched)
        if mask is not None and mask not in seen:
            seen.add(mask)
            yield text, mask
        for char, step, loop in walk.joint.alphabet:
            read = ((active & step) << 1) | (active & loop)
            if not read or walk.fails(read):
                continue
            state = walk.settle(read, matched)
            if state not in states:
                states.add(state)
                queue.append((text + char, *state))


class _Walk:
    """The joint automaton of required globs and elements, without what no longer matters in a state."""

    def __init__(self, required: Sequence[Glob], elements: Sequence[Sequence[Glob]]) -> None:
        # a glob that asks for nothing keeps the automaton alive where nothing else is required
        needed = list(required) or [Glob((), (ANY,))]
        self.joint = Joint([*needed, *(each for element in elements for each in element)])
        self.required = list(zip(self.joint.ranges, self.joint.finals, strict=True))[: len(needed)]
        self.elements: list[tuple[int, int, int]] = []  # bit of the element, all its states, its final states
        self.runs_on = 0
        self._owner: dict[int, tuple[int, int]] = {}
        at = len(needed)
        for number, element in enumerate(elements):
            states = finals = runs_on = 0
            for _ in element:
                states |= self.joint.ranges[at]
                finals |= self.joint.finals[at]
                runs_on |= self.joint.runs_on[at]
                at += 1
            self.elements.append((1 << number, states, finals))
            self.runs_on |= runs_on
        self._runs = [(bit, self.runs_on & states) for bit, states, _ in self.elements if self.runs_on & states]

    def settle(self, active: int, matched: int) -> tuple[int, int]:
        """The state without the globs of elements that are matched whatever follows."""
        if active & self.runs_on:
            for bit, runs_on in self._runs:
                if active & runs_on:
                    matched |= bit
        if matched:
            for bit, states, _ in self.elements:
                if matched & bit:
                    active &= ~states
        return active, matched

    def fails(self, active: int) -> bool:
        return any(not active & states for states, _ in self.required)

    def dead(self, active: int, matched: int) -> int:
        dead = 0
        for bit, states, _ in self.elements:
            if not active & states and not matched & bit:
                dead |= bit
        return dead

    def accepted(self, active: int, matched: int) -> int | None:
        """The elements that the string read so far matches; None if it is not as required."""
        for _, final in self.required:
            if not active & final:
                return None
        for bit, _, finals in self.elements:
            if active & finals:
                matched |= bit
        return matched

"""Patterns with wildcards, compiled to tokens and to what their stars run over."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

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

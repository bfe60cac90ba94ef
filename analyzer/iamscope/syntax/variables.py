"""Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}` and the escapes `${*}`, `${?}`, `${$}`.

The grammar is that of the IAM User Guide, reference_policies_variables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_ESCAPES = ("*", "?", "$")


class Variable(NamedTuple):
    """A `${…}`: where it stands in its text, the key, and the default as written (None without a comma).

    `closed` is false for a `${` without `}`; it then reaches to the end of the text.
    """

    start: int
    end: int
    key: str
    default: str | None
    closed: bool

    @property
    def is_escape(self) -> bool:
        """Whether it stands for a literal `*`, `?` or `$`."""
        return self.closed and self.default is None and is_escape_key(self.key)

    @property
    def default_value(self) -> str | None:
        """The default between its quotes; None where there is none, or one without quotes."""
        default = (self.default or "").strip()
        return default[1:-1] if len(default) >= 2 and default[0] == default[-1] == "'" else None


def is_escape_key(key: str) -> bool:
    """Whether `${key}` is an escape."""
    return key in _ESCAPES


_MARKS = re.compile(r"\$\{|\}|'")
#: Longer texts are not remembered: a cache must not hold what strangers send.
_REMEMBERED = 2000


def find_variables(text: str) -> tuple[Variable, ...]:
    """The variables of a text, in order; a `${` inside an unclosed one starts a new one.

    A `}` between two quotes belongs to a default value. A quote that has no partner in the rest of the text is an
    ordinary character, so that the variable ends at its brace.
    """
    if "${" not in text:
        return ()
    return _find_remembered(text) if len(text) <= _REMEMBERED else _find(text)


def _find(text: str) -> tuple[Variable, ...]:
    # one pass: texts with a million `${` and no `}` come from strangers too
    found: list[Variable] = []
    start = -1  # of the variable being read
    at = 0
    while mark := _MARKS.search(text, at):
        at = mark.end()
        if mark[0] == "${":
            if start >= 0:
                found.append(Variable(start, mark.start(), text[start + 2 : mark.start()], None, False))
            start = mark.start()
        elif start >= 0 and mark[0] == "}":
            key, comma, default = text[start + 2 : mark.start()].partition(",")
            found.append(Variable(start, at, key, default if comma else None, True))
            start = -1
        elif start >= 0:
            partner = text.find("'", at)
            at = partner + 1 or at
    if start >= 0:
        found.append(Variable(start, len(text), text[start + 2 :], None, False))
    return tuple(found)


_find_remembered = lru_cache(maxsize=4096)(_find)


def without_variables(text: str, replacement: str = "*", *, escape: str = "?") -> str:
    """The text with every variable replaced (by default by `*`: it could be anything).

    An escape such as `${*}` becomes one character, by default a `?`.
    """
    if "${" not in text:
        return text
    parts, at = [], 0
    for variable in find_variables(text):
        parts += [text[at : variable.start], escape if variable.is_escape else replacement]
        at = variable.end
    parts.append(text[at:])
    return "".join(parts)

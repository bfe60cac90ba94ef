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
        return self.closed and self.default is None and self.key in _ESCAPES


_MARKS = re.compile(r"\$\{|\}|'")


@lru_cache(maxsize=4096)
def find_variables(text: str) -> tuple[Variable, ...]:
    """The variables of a text, in order; a `${` inside an unclosed one starts a new one.

    One pass: texts with a million `${` and no `}` come from strangers too.
    """
    if "${" not in text:
        return ()
    found: list[Variable] = []
    start = -1  # of the variable being read
    quoted = False
    for mark in _MARKS.finditer(text):
        if mark[0] == "'":
            quoted = start >= 0 and not quoted
        elif mark[0] == "${":
            if start >= 0 and not quoted:
                found.append(Variable(start, mark.start(), text[start + 2 : mark.start()], None, False))
                start = mark.start()
            elif start < 0:
                start = mark.start()
        elif start >= 0 and not quoted:
            key, comma, default = text[start + 2 : mark.start()].partition(",")
            found.append(Variable(start, mark.end(), key, default if comma else None, True))
            start = -1
    if start >= 0:
        found += _unclosed(text, start)
    return tuple(found)


def _unclosed(text: str, start: int) -> list[Variable]:
    """What is left when the last variable never ends: if a quote swallowed its `}`, it does end there."""
    end = text.find("}", start)
    if end < 0:
        return [Variable(start, len(text), text[start + 2 :], None, False)]
    key, comma, default = text[start + 2 : end].partition(",")
    rest = [
        variable._replace(start=variable.start + end + 1, end=variable.end + end + 1)
        for variable in find_variables(text[end + 1 :])
    ]
    return [Variable(start, end + 1, key, default if comma else None, True), *rest]


def without_variables(text: str, replacement: str = "*") -> str:
    """The text with every variable replaced (by default by `*`: it could be anything); escapes stay one character."""
    if "${" not in text:
        return text
    parts, at = [], 0
    for variable in find_variables(text):
        parts += [text[at : variable.start], "?" if variable.is_escape else replacement]
        at = variable.end
    parts.append(text[at:])
    return "".join(parts)

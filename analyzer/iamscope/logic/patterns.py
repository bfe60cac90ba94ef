"""Texts with `*` (any run of characters) and `?` (any one character), as IAM compares them."""

from __future__ import annotations

from functools import lru_cache

from iamscope.spec.glob import Glob

#: From here on the search in C is worth its preparation.
_LARGE = 100_000


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern matches a text; the time is at most length times length."""
    if len(pattern) * len(text) > _LARGE:
        return Glob(pattern).matches(text)
    p = t = 0
    star = mark = -1
    while t < len(text):
        if p < len(pattern) and pattern[p] == "*":
            star, mark = p, t
            p += 1
        elif p < len(pattern) and pattern[p] in ("?", text[t]):
            p += 1
            t += 1
        elif star >= 0:
            p = star + 1
            mark += 1
            t = mark
        else:
            return False
    return all(rest == "*" for rest in pattern[p:])


def covers(wide: str, narrow: str) -> bool:
    """Whether every text that `narrow` matches is matched by `wide` too.

    Exact but for a corner: a `*` of `narrow` is covered only by a `*` of `wide` (over IAM's alphabet that is no loss).
    """
    if "*" not in wide and "?" not in wide:
        return wide == narrow
    w = n = 0
    star = mark = -1
    while n < len(narrow):
        if w < len(wide) and wide[w] == "*":
            star, mark = w, n
            w += 1
        elif w < len(wide) and (wide[w] == narrow[n] or (wide[w] == "?" and narrow[n] != "*")):
            w += 1
            n += 1
        elif star >= 0:
            w = star + 1
            mark += 1
            n = mark
        else:
            return False
    return all(rest == "*" for rest in wide[w:])


#: Longer pairs than this are no ARNs; for them the answer is "yes", from which no finding is made.
_MAX_TABLE = 4_000_000


@lru_cache(maxsize=16384)
def intersects(first: str, second: str) -> bool:
    """Whether some text is matched by both patterns."""
    if "*" not in first and "?" not in first:
        return matches(second, first)
    if "*" not in second and "?" not in second:
        return matches(first, second)
    if len(first) * len(second) > _MAX_TABLE:
        return True
    # row[j]: whether what was read of `first` and second[:j] can have matched the same text
    row = [True]
    for character in second:
        row.append(row[-1] and character == "*")
    for a in first:
        above, row = row, [row[0] and a == "*"]
        for j, b in enumerate(second):
            if a == "*" or b == "*":
                row.append(above[j + 1] or row[j])
            else:
                row.append(above[j] and (a == b or a == "?" or b == "?"))
    return row[-1]

"""Find what a misspelt name was meant to be; silent unless the likeness is strong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

# Longer names are no misspelling of anything, and difflib's cost grows with the square.
_LONGEST = 80
_CUTOFF = 0.84

#: How many more searches may be made; no limit where none was set.
_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


@contextmanager
def limited(searches: int) -> Iterator[None]:
    """Lets `closest` search so often and no more: who misspells thousands of names did not misspell them."""
    token = _left.set([searches])
    try:
        yield
    finally:
        _left.reset(token)


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like `name`, or None when none is very like it.

    Case does not count. Candidates of a very different length are not compared. Within `limited`, None when the limit
    is reached.
    """
    left = _left.get()
    if left is not None:
        if left[0] == 0:
            return None
        left[0] -= 1
    wanted = name.lower()
    if not 2 <= len(wanted) <= _LONGEST:
        return None
    slack = max(2, len(wanted) // 5)
    by_lower = {candidate.lower(): candidate for candidate in candidates if abs(len(candidate) - len(wanted)) <= slack}
    if wanted in by_lower:
        return by_lower[wanted]
    # Two letters swapped is the commonest slip, and difflib counts it as two mistakes.
    letters = sorted(wanted)
    swapped = [name for name in by_lower if len(name) == len(wanted) and sorted(name) == letters]
    if len(swapped) == 1:
        return by_lower[swapped[0]]
    from difflib import get_close_matches

    found = get_close_matches(wanted, by_lower, n=1, cutoff=_CUTOFF)
    return by_lower[found[0]] if found else None


def mapped(name: str, names: Mapping[str, str]) -> str | None:
    """Look a name up in a table with lower-case keys."""
    return names.get(name.lower())

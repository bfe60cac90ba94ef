"""What AWS documents of the values of condition keys, as far as the decision depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def may_be_any_text(key: str, families: Iterable[str]) -> bool:
    """Whether a key, in lower case, is known to hold texts that need not be values of any of these families: that is so
    of tags, whose value `x` is neither a number nor an address. Of a key that is not known, its conditions tell.
    """
    types = _types(key)
    return bool(types) and not any(family in types for family in families)


def is_true_or_false(key: str) -> bool:
    """Whether a key has no values but `true` and `false`."""
    return _types(key) == ("Bool",)


@lru_cache(maxsize=1024)
def is_multivalued(key: str) -> bool:
    """Whether a request can carry several values of a key."""
    from iamscope.spec import load

    known = load().condition_key(key)
    return known is not None and known.multivalued


@lru_cache(maxsize=1024)
def _types(key: str) -> tuple[str, ...]:
    from iamscope.spec import load

    known = load().condition_key(key)
    return tuple(known.types) if known is not None else ()

"""What AWS documents of the values of condition keys, as far as a decision depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iamscope.logic.remember import remembered

if TYPE_CHECKING:
    from iamscope.spec.model import ConditionKey


def may_be_any_text(key: str, families: Iterable[str]) -> bool:
    """Whether a key is known to hold texts that need not be values of any of these operator families.

    So it is with tags: their value `x` is no number and no address. Of a key that is not known, its conditions tell.
    """
    known = _known(key)
    return known is not None and not any(family in known.types for family in families)


def is_true_or_false(key: str) -> bool:
    """Whether a key has no values but `true` and `false`."""
    known = _known(key)
    return known is not None and tuple(known.types) == ("Bool",)


def is_multivalued(key: str) -> bool:
    """Whether a request can carry several values of a key."""
    known = _known(key)
    return known is not None and known.multivalued


@remembered(1024)
def _known(key: str) -> ConditionKey | None:
    from iamscope.spec import load

    return load().condition_key(key)

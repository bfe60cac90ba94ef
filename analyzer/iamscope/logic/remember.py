"""Remembers answers about short texts only: what strangers send must not fill the memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

#: Real actions, keys and ARNs are rarely longer.
_LONGEST = 256


def remembered(size: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Makes a function of one text remember its last `size` answers."""

    def make(function: Callable[[str], T]) -> Callable[[str], T]:
        remember = lru_cache(maxsize=size)(function)

        @wraps(function)
        def answer(text: str) -> T:
            return remember(text) if len(text) <= _LONGEST else function(text)

        return answer

    return make

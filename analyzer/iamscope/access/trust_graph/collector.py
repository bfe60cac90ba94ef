"""Spares the garbage collector work that leads to nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_young_garbage() -> Iterator[None]:
    """Millions of objects are made that stay; looking through them again and again would take most of the time."""
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 50, 1_000_000_000)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)

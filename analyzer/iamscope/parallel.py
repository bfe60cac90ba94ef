"""Maps a function over many items in forked processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

A = TypeVar("A")
R = TypeVar("R")

#: What a forked child works on; it inherits both, so that neither has to be pickled.
_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def map_in_processes(function: Callable[[A], R], arguments: Sequence[A], processes: int) -> Iterator[R]:
    """The results in order. Needs `fork`: rules are loaded by path, and a fresh interpreter would load them again."""
    global _work  # noqa: PLW0603  # the one way to hand a child what cannot be pickled
    _work = function, arguments
    chunk = max(1, min(64, len(arguments) // (processes * 4)))
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield from pool.imap(_run, range(len(arguments)), chunksize=chunk)
    finally:
        _work = None


def _run(number: int) -> Any:
    assert _work is not None  # noqa: S101  # set before the fork
    function, arguments = _work
    return function(arguments[number])

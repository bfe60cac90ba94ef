"""Reads all files of a snapshot, one by one or in parallel processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from iamscope.access.model import Part
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.snapshots.files import read_part, snapshot_files

T = TypeVar("T")

_MAX_PROCESSES = 8
#: Bytes of files below which starting processes costs more than they save.
_PARALLEL_BYTES = 32 * 1024 * 1024


def read_snapshot(paths: Iterable[str]) -> Iterator[Part]:
    """The parts of a snapshot, one by one: an organisation need not fit into memory.

    Raises InputError for a path that is not there; whatever else is wrong is in the problems of a part.
    """
    yield from map(read_part, snapshot_files(paths))


def map_parts(function: Callable[[Part], T], files: Sequence[FoundFile], processes: int = 0) -> Iterator[T]:
    """A function of every part, computed where the part is read: in several processes if the files are large.

    `processes` of 0 chooses their number.
    """
    processes = processes or _processes(files)

    def read(file: FoundFile) -> T:
        return function(read_part(file))

    if processes < 2 or len(files) < 2:
        yield from map(read, files)
        return
    from iamscope.parallel import map_in_processes

    yield from map_in_processes(read, files, processes)


def _processes(files: Sequence[FoundFile]) -> int:
    if sys.platform != "linux" or sum(_size(file) for file in files) < _PARALLEL_BYTES:
        return 1
    return min(len(os.sched_getaffinity(0)), _MAX_PROCESSES)


def _size(file: FoundFile) -> int:
    try:
        return os.path.getsize(file.path)
    except OSError:
        return 0

"""Reads all files of a snapshot, one by one or in parallel processes."""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from iamscope.access.model import Part
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.files import STDIN
from iamscope.inputs.snapshots.files import read_part, snapshot_files

T = TypeVar("T")

_MAX_PROCESSES = 8
#: Bytes of files below which starting processes costs more than they save.
_PARALLEL_BYTES = 32 * 1024 * 1024
#: Parts that are kept for the next question about them.
_KEPT = 4


def read_snapshot(paths: Iterable[str]) -> Iterator[Part]:
    """The parts of a snapshot, one by one: an organisation need not fit into memory.

    Raises InputError for a path that is not there; whatever else is wrong is in the problems of a part.
    """
    yield from map(read_part, snapshot_files(paths))


class PartReader:
    """Reads the parts of a snapshot, and single ones again when a question goes back to them."""

    def __init__(self, files: Sequence[FoundFile], known: Mapping[str, Part] = MappingProxyType({})) -> None:
        """`known` are parts that were read already, by their paths, which are among the files."""
        self._files = files
        self._known = known
        self._by_path = {file.path: file for file in files}
        self._kept: OrderedDict[str, Part] = OrderedDict()
        self._stdin: Part | None = None

    def map(self, function: Callable[[Part], T], processes: int = 0) -> Iterator[T]:
        """A function of every part, computed where the part is read: in several processes if the files are large.

        `processes` of 0 chooses their number.
        """
        processes = processes or _processes(self._files)

        def read(file: FoundFile) -> T:
            return function(self._read(file))

        if processes < 2 or len(self._files) < 2 or STDIN in self._by_path:
            yield from map(read, self._files)
            return
        from iamscope.parallel import map_in_processes

        yield from map_in_processes(read, self._files, processes)

    def part(self, path: str) -> Part:
        """The part of one of the files; the last few stay in memory."""
        part = self._kept.get(path)
        if part is None:
            part = self._kept[path] = self._read(self._by_path[path])
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(path)
        return part

    def is_known(self, path: str) -> bool:
        """Whether a part was read already."""
        return path in self._known

    def _read(self, file: FoundFile) -> Part:
        known = self._known.get(file.path)
        if known is not None:
            return known
        if file.path != STDIN:
            return read_part(file)
        if self._stdin is None:  # it can be read but once
            self._stdin = read_part(file)
        return self._stdin


def map_parts(function: Callable[[Part], T], files: Sequence[FoundFile], processes: int = 0) -> Iterator[T]:
    """A function of the part of every file; `processes` of 0 chooses their number."""
    yield from PartReader(files).map(function, processes)


def _processes(files: Sequence[FoundFile]) -> int:
    if sys.platform != "linux" or sum(_size(file) for file in files) < _PARALLEL_BYTES:
        return 1
    return min(len(os.sched_getaffinity(0)), _MAX_PROCESSES)


def _size(file: FoundFile) -> int:
    try:
        return os.path.getsize(file.path)
    except OSError:
        return 0

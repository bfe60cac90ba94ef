"""Maps a function over many items in forked processes."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, TypeVar

A = TypeVar("A")
R = TypeVar("R")

#: How many items a process works on before it hands over the results.
_CHUNK = 16
#: So much of its results a process may have ready before it must wait for the reader.
_PIPE_BYTES = 1024 * 1024


class WorkerError(RuntimeError):
    """A process failed, or ended before its work was done."""


class _Worker(NamedTuple):
    pid: int
    results: BinaryIO


def map_in_processes(function: Callable[[A], R], arguments: Sequence[A], processes: int) -> Iterator[R]:
    """The results in order; raises WorkerError.

    Needs `fork`: rules are loaded by path, and a fresh interpreter would load them again. Pipes and not
    `multiprocessing`, whose pool waits forever for a process that was killed, leaves its processes behind when it is
    itself killed, and prints their tracebacks at an interrupt.
    """
    chunks = [arguments[start : start + _CHUNK] for start in range(0, len(arguments), _CHUNK)]
    workers: list[_Worker] = []
    try:
        for number in range(processes):
            workers.append(_start(function, chunks[number::processes], workers))
        for number in range(len(chunks)):
            yield from _receive(workers[number % processes])
    finally:
        for worker in workers:
            worker.results.close()
            os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)


def _start(function: Callable[[A], R], chunks: Sequence[Sequence[A]], others: Sequence[_Worker]) -> _Worker:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process, if it heeds interrupts itself
            os.close(reader)
            for other in others:  # else one would not notice that nobody reads it any more
                os.close(other.results.fileno())
            with open(writer, "wb") as file:
                _widen(writer)
                for chunk in chunks:
                    file.write(_results(function, chunk))
                    file.flush()
        finally:
            os._exit(0)  # what the parent has to tidy up is not this process's
    os.close(writer)
    return _Worker(pid, open(reader, "rb"))


def _widen(pipe: int) -> None:
    if sys.platform == "linux":
        import fcntl

        try:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:  # the user has many pipes
            return


def _results(function: Callable[[A], R], chunk: Sequence[A]) -> bytes:
    try:
        return pickle.dumps([function(argument) for argument in chunk], pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # the parent reports it
        return pickle.dumps(f"{type(error).__name__}: {error}", pickle.HIGHEST_PROTOCOL)


def _receive(worker: _Worker) -> list[R]:
    try:
        results: list[R] | str = pickle.load(worker.results)  # noqa: S301 (our own process wrote it)
    except EOFError:
        raise WorkerError("a process ended early; it may have been short of memory") from None
    if isinstance(results, str):
        raise WorkerError(results)
    return results

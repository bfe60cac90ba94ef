"""Times the trust graph and the reach to administrators on made-up organisations of growing size, on one core."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import organizations

SIZES = ((1_000, 10), (10_000, 60), (100_000, 300))

_MEASURE = """
import resource, sys, time
from iamscope.access.methods import load_methods
from iamscope.access.trust_graph.build import build_graph
from iamscope.access.trust_graph.reach import Predecessors, administration, steps_to
from iamscope.inputs.snapshots import PartReader, snapshot_files
files = snapshot_files([sys.argv[1]])
graph = build_graph(lambda function: PartReader(files).map(function, 1), load_methods())
built = time.process_time()
reached = steps_to(graph, Predecessors(graph), administration(graph))
principals = range(len(graph.directory.principals))
print(
    len(principals), len(graph.directory.classes), sum(number in reached for number in principals),
    built, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
)
"""


class Figures(NamedTuple):
    """Of one organisation: principals, permission classes, principals that reach an administrator, CPU seconds of the
    whole process until the graph stood and until the reach was known, and its largest resident set in MiB.
    """

    principals: int
    classes: int
    reaching: int
    graph: float
    reach: float
    memory: int


def measure(folder: Path) -> Figures:
    """The figures of an organisation, from a process of its own."""
    reader, writer = os.pipe()
    arguments = [sys.executable, "-c", _MEASURE, str(folder)]
    process = os.posix_spawn(sys.executable, arguments, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writer, 1)])
    os.close(writer)
    with open(reader, encoding="utf-8") as file:
        words = file.read().split()
    os.waitpid(process, 0)
    principals, classes, reaching, graph, reach, memory = words
    return Figures(int(principals), int(classes), int(reaching), float(graph), float(reach), int(memory))


def main() -> None:
    """Writes an organisation of each size into a temporary folder, and prints its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snapshot", type=Path, help="measure this snapshot instead")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("principals   classes  reach admin   graph CPU   with reach   peak")
    with tempfile.TemporaryDirectory() as scratch:
        folders = [] if options.snapshot is None else [options.snapshot]
        for principals, accounts in () if folders else SIZES:
            folders.append(Path(scratch, str(principals)))
            organizations.write(folders[-1], accounts, principals, options.seed)
        for folder in folders:
            found = measure(folder)
            print(
                f"{found.principals:10,} {found.classes:9,} {found.reaching:12,} {found.graph:9.1f} s"
                f" {found.reach:10.1f} s {found.memory:5,} MiB"
            )


if __name__ == "__main__":
    main()

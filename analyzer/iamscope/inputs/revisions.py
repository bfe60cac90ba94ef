"""Reads the files of a git revision, running nothing that the repository brings along."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1, sha256
from types import MappingProxyType

from iamscope.errors import InputError
from iamscope.inputs.files import MAX_BYTES

#: A repository may configure programs that git starts; none of these commands needs one.
_QUIET = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.pager=cat")
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone would ask the network for what it lacks
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
#: These would point git at another repository than the one that holds the folder.
_DROPPED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_EXTERNAL_DIFF")
_REGULAR_MODES = ("100644", "100755")
_SECONDS = 60
#: Parts of paths that no honest commit has; such a file could lie anywhere.
_UNSAFE = frozenset({"", ".", "..", ".git"})


@dataclass(frozen=True, slots=True)
class Revision:
    """The regular files of a commit: paths relative to `top`, the root of the working tree, and the ids of their
    contents. Links and submodules are left out.
    """

    top: str
    commit: str
    files: Mapping[str, str]

    def read(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of these of its files, in order; files over `MAX_BYTES` are passed over.

        Blobs are read as they are stored: no filter, text conversion or external diff is run.
        """
        if not paths:
            return
        ids = "".join(f"{self.files[path]}\n" for path in paths)
        sizes = _run(self.top, "cat-file", "--batch-check=%(objectsize)", given=ids.encode()).split()
        wanted = [(path, int(size)) for path, size in zip(paths, sizes, strict=True) if size.isdigit()]
        for some in _portions([(path, size) for path, size in wanted if size <= MAX_BYTES]):
            output = _run(self.top, "cat-file", "--batch", given="".join(f"{self.files[p]}\n" for p in some).encode())
            at = 0
            for path in some:
                end = output.index(b"\n", at)
                size = int(output[at:end].split()[-1])
                yield path, output[end + 1 : end + 1 + size]
                at = end + 2 + size

    def holds(self, path: str, data: bytes) -> bool:
        """Whether a file of it has exactly these bytes."""
        wanted = self.files.get(path, "")
        hasher = sha256 if len(wanted) == 64 else sha1
        return hasher(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == wanted


def open_revision(folder: str, name: str) -> Revision:
    """The commit that a revision names (branch, tag, hash, `HEAD~2`, `origin/main`…) in the repository around a folder.

    Raises InputError where there is no repository, no git, or no such commit.
    """
    if not name or name.startswith("-") or any(character in name for character in "\0\n\r"):
        raise InputError(f"`{name}` is no revision", "name a commit, a branch or a tag")
    top = _run(folder, "rev-parse", "--show-toplevel").decode(errors="surrogateescape").rstrip("\n")
    try:
        commit = _run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
    except InputError:
        raise InputError(
            f"there is no commit `{name}`", "fetch it first; a shallow clone holds only the newest commits"
        ) from None
    found = commit.decode().strip()
    return Revision(top, found, MappingProxyType(_files(top, found)))


def _files(top: str, commit: str) -> dict[str, str]:
    files = {}
    for entry in _run(top, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        if not entry:
            continue
        about, _, path = entry.partition(b"\t")
        mode, kind, id = about.decode().split()
        name = os.fsdecode(path)
        if kind == "blob" and mode in _REGULAR_MODES and not _UNSAFE.intersection(name.replace("\\", "/").split("/")):
            files[name] = id
    return files


def _portions(files: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """The paths of files with their sizes, as many at a time as may be in memory together."""
    portion: list[str] = []
    total = 0
    for path, size in files:
        if portion and total + size > MAX_BYTES:
            yield portion
            portion, total = [], 0
        portion.append(path)
        total += size
    if portion:
        yield portion


def _run(folder: str, *arguments: str, given: bytes = b"") -> bytes:
    environment = {key: value for key, value in os.environ.items() if key not in _DROPPED} | _ENVIRONMENT
    try:
        run = subprocess.run(  # noqa: S603 (arguments are ours; the revision's name stands behind --end-of-options)
            ["git", "-C", folder, *_QUIET, *arguments],  # noqa: S607 (the user's own git)
            input=given,
            capture_output=True,
            env=environment,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise InputError("git is not installed", "install it, or compare two files") from None
    except subprocess.TimeoutExpired:
        raise InputError(f"git took longer than {_SECONDS} seconds", "compare two files instead") from None
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        raise InputError(f"git: {said[0] if said else 'failed'}", "run it inside a git repository")
    return run.stdout

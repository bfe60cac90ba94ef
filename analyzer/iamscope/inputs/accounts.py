"""Finds everything below some paths that tells of accounts: snapshots, and templates, modules and plans beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from iamscope.access.model import Part
from iamscope.errors import InputError
from iamscope.inputs.discover import FoundFile, discover
from iamscope.inputs.files import MAX_BYTES, STDIN, read_bytes
from iamscope.inputs.repositories.declared import Deployment
from iamscope.inputs.snapshots import PartReader, read_part, snapshot_files
from iamscope.inputs.snapshots.files import MAX_BYTES as MOST_OF_SNAPSHOT
from iamscope.inputs.snapshots.files import SUFFIXES as SNAPSHOT_SUFFIXES

#: Ends of the names of files that may declare resources.
SUFFIXES = (".yaml", ".yml", ".template", ".tf", ".tofu", ".tfvars", ".tfstate", ".json")
#: How files begin that are snapshots: those can be large, and need not be looked through.
_HEAD = 4096
_SNAPSHOT_WORDS = (b'"UserDetailList"', b'"RoleDetailList"', b'"GroupDetailList"')


class AccountInputs(NamedTuple):
    """What is read, a file or the folder of a module each, its reader, and the files that repositories declare in."""

    files: list[FoundFile]
    reader: PartReader
    declaring: frozenset[str] = frozenset()


def open_accounts(
    paths: Sequence[str], where: Deployment | None = None, excluded: Callable[[str], bool] = lambda _: False
) -> AccountInputs:
    """What the named files and folders tell of accounts; raises InputError for a path that is not there.

    Templates, modules, plans and states count as one account, that of `where`, and are read here and now.
    """
    found = {os.path.realpath(file.path): file for file in snapshot_files(paths)}
    for file in discover([path for path in paths if path != STDIN], excluded):
        if file.named or file.path.lower().endswith(SUFFIXES):
            found.setdefault(os.path.realpath(file.path), file)
    given = read_bytes(STDIN, MOST_OF_SNAPSHOT) if STDIN in paths else b""  # it can be read but once

    def read(path: str) -> bytes:
        return given if path == STDIN else read_bytes(path)

    return read_accounts(list(found.values()), _may_declare, read, where or Deployment())


def read_accounts(
    files: Iterable[FoundFile],
    may_declare: Callable[[FoundFile], bool],
    read: Callable[[str], bytes],
    where: Deployment,
) -> AccountInputs:
    """The files of snapshots, and with them what repositories declare in the others."""
    files = list(files)
    candidates = [file for file in files if may_declare(file)]
    parts: Mapping[str, Part] = {}
    used: frozenset[str] = frozenset()
    if candidates:
        from iamscope.inputs.repositories.files import read_repository

        parts, used = read_repository(candidates, read, where)
    if STDIN in {file.path for file in candidates} - used:
        parts = {**parts, STDIN: read_part(FoundFile(STDIN, True), read(STDIN))}
        used |= {STDIN}
    left = [file for file in files if file.path not in used and _may_be_snapshot(file)]
    together = [*left, *(FoundFile(path, False) for path in parts)]
    return AccountInputs(together, PartReader(together, parts), used)


def _may_be_snapshot(file: FoundFile) -> bool:
    return file.named or file.path.lower().endswith(SNAPSHOT_SUFFIXES)


def _may_declare(file: FoundFile) -> bool:
    """Whether a file of the working tree may declare resources: it is no snapshot, as far as its beginning tells."""
    if file.path == STDIN:
        return True
    if not (file.named or file.path.lower().endswith(SUFFIXES)):
        return False
    if not file.path.lower().endswith(".json"):
        return True
    try:
        if os.path.getsize(file.path) > MAX_BYTES:
            return False
        head = _head(file.path)
    except (OSError, InputError):
        return False
    return not any(word in head for word in _SNAPSHOT_WORDS)


def _head(path: str) -> bytes:
    if not os.path.isfile(path):  # a named pipe would be waited for
        return b""
    with open(path, "rb") as file:
        return file.read(_HEAD)

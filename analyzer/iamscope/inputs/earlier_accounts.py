"""What the snapshots and repositories below some paths told of accounts at a git revision, read without a checkout."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from iamscope.access.model import Part
from iamscope.errors import InputError
from iamscope.inputs.accounts import SUFFIXES, read_accounts
from iamscope.inputs.discover import SKIPPED_FOLDERS, FoundFile
from iamscope.inputs.files import STDIN
from iamscope.inputs.repositories.declared import Deployment
from iamscope.inputs.revisions import Revision, open_revision
from iamscope.inputs.snapshots import PartReader, read_part
from iamscope.inputs.snapshots.files import SUFFIXES as SNAPSHOT_SUFFIXES

_SUFFIXES = (*SUFFIXES, *SNAPSHOT_SUFFIXES)


class EarlierAccounts(NamedTuple):
    """The files of a revision that tell of accounts, their reader, and the other files with their contents."""

    files: list[FoundFile]
    reader: PartReader
    others: dict[str, bytes]


def open_earlier_accounts(
    base: str, paths: Sequence[str], where: Deployment, excluded: Callable[[str], bool] = lambda _: False
) -> EarlierAccounts:
    """What the files below these paths held at the revision `base`; raises InputError where there is none."""
    if STDIN in paths:
        raise InputError("standard input has no earlier version", "name files or folders of a git repository")
    revision = open_revision(_folder(paths[0]), base)
    contents = _Contents(revision, dict(_files(revision, paths, excluded)))
    files = [FoundFile(path, False) for path in contents.paths]
    found = read_accounts(files, lambda _: True, contents.read, where)
    parts: dict[str, Part] = {}
    for file in found.files:
        if found.reader.is_known(file.path):
            parts[file.path] = found.reader.part(file.path)
        else:
            parts[file.path] = read_part(file, contents.read(file.path))
    others = {path: contents.read(path) for path in contents.paths if path not in parts and path not in found.declaring}
    return EarlierAccounts(found.files, PartReader(found.files, parts), others)


def _folder(path: str) -> str:
    return path if os.path.isdir(path) else os.path.dirname(path) or "."


def _files(revision: Revision, paths: Sequence[str], excluded: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """The files below the paths: as the paths lead to them today, and as the revision calls them."""
    top = os.path.realpath(revision.top)
    for path in paths:
        inside = os.path.relpath(os.path.realpath(path), top).replace(os.sep, "/")
        prefix = "" if inside == "." else f"{inside}/"
        for name in revision.files:
            below = name.removeprefix(prefix)
            if name == inside:
                yield path, name
            elif name.startswith(prefix) and not SKIPPED_FOLDERS.intersection(below.split("/")[:-1]):
                today = os.path.join(path, *below.split("/"))
                if name.lower().endswith(_SUFFIXES) and not excluded(today):
                    yield today, name


class _Contents:
    """The contents of files of a revision, by their paths of today; each is read once."""

    def __init__(self, revision: Revision, names: dict[str, str]) -> None:
        self._revision = revision
        self._names = names
        self._known: dict[str, bytes] = {}
        by_name = {name: path for path, name in names.items()}
        for name, data in revision.read(list(by_name)):
            self._known[by_name[name]] = data

    @property
    def paths(self) -> list[str]:
        """The files that were read."""
        return list(self._known)

    def read(self, path: str) -> bytes:
        """The content of a file, of others of the revision too; raises InputError where there is none."""
        if path not in self._known:
            top = os.path.realpath(self._revision.top)
            name = os.path.relpath(os.path.realpath(path), top).replace(os.sep, "/")
            found = dict(self._revision.read([name])) if name in self._revision.files else {}
            if name not in found:
                raise InputError("is not there", "check the path")
            self._known[path] = found[name]
        return self._known[path]

"""The folder of a snapshot: files that are there whole or not at all, readable by their owner alone."""

from __future__ import annotations

import datetime
import gzip
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from iamscope.collect.aws import CollectError
from iamscope.collect.calls import Missing
from iamscope.replacing import replace_file

#: What a file says of itself, and what the calls of an account could not read.
COLLECTION = "collection.json"
MISSING = "missing.json"


class SnapshotFolder:
    """Writes and looks up the files of a snapshot by their path below `root`; `compress` writes them gzipped."""

    def __init__(self, root: str, *, compress: bool = False) -> None:
        self.root = root
        self._suffix = ".gz" if compress else ""

    def open(self, settings: Mapping[str, Any]) -> None:
        """Makes the folder, or goes on with one that was begun with the same settings; raises CollectError."""
        found = self.read(COLLECTION)
        if found is None:
            if os.path.isdir(self.root) and os.listdir(self.root):
                raise CollectError(f"`{self.root}` holds other files", "give a folder that is new or empty")
            self.write(COLLECTION, {**settings, "begun": datetime.datetime.now(datetime.UTC).isoformat("T", "seconds")})
        elif any(found.get(name) != value for name, value in settings.items()):
            changed = ", ".join(f"`{name}`" for name in settings if found.get(name) != settings[name])
            raise CollectError(
                f"`{self.root}` was begun with other settings: {changed}", "give the same ones, or a new folder"
            )

    def has(self, path: str) -> bool:
        """Whether a file is there, plain or gzipped."""
        return any(os.path.exists(self._at(path) + suffix) for suffix in ("", ".gz"))

    def read(self, path: str) -> Any:
        """The content of a file; None where there is none. Raises CollectError where it is broken."""
        at = self._at(path)
        try:
            if os.path.exists(at):
                with open(at, "rb") as file:
                    return json.loads(file.read())
            if os.path.exists(at + ".gz"):
                with gzip.open(at + ".gz", "rb") as file:
                    return json.loads(file.read())
        except (OSError, EOFError, ValueError) as error:
            raise CollectError(f"`{at}` cannot be read: {error}", "delete it, and it is collected again") from error
        return None

    def write(self, path: str, content: object) -> None:
        """Puts a file in place in one step, with the permissions of a private one; raises CollectError."""
        data = (json.dumps(content, indent=1, default=_as_text) + "\n").encode()
        at = self._at(path) + self._suffix
        if self._suffix:
            data = gzip.compress(data, mtime=0)
        try:
            _make_private(os.path.dirname(at))
            replace_file(at, data)
        except OSError as error:
            reason = (error.strerror or "").lower()
            raise CollectError(f"`{at}` cannot be written: {reason}", "check the folder's permissions") from error

    def is_complete(self, path: str) -> bool:
        """Whether a file is there and lacks nothing."""
        folder, name = os.path.split(path)
        return self.has(path) and name not in (self.read(os.path.join(folder, MISSING)) or {})

    def note_missing(self, path: str, missing: Sequence[Missing]) -> None:
        """Says beside a file what it lacks, or that it lacks nothing any more."""
        folder, name = os.path.split(path)
        table = self.read(os.path.join(folder, MISSING)) or {}
        known = dict(table)
        table.pop(name, None)
        if missing:
            table[name] = [one._asdict() for one in missing]
        if table != known:
            self.write(os.path.join(folder, MISSING), table)

    def _at(self, path: str) -> str:
        return os.path.join(self.root, path)


def _make_private(folder: str) -> None:
    """Makes a folder and those around it that are not there yet, for their owner alone."""
    if folder and not os.path.isdir(folder):
        _make_private(os.path.dirname(folder))
        os.mkdir(folder, mode=0o700)


def _as_text(value: object) -> str:
    """What JSON has no form for: the API's dates."""
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return str(value)
